package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySegmentStoreTest {

    @TempDir
    private Path root;

    @TempDir
    private Path local;

    private SegmentStore store;

    @BeforeEach
    void open() {
        store = SegmentStore.at(root.toUri().toString());
    }

    @Test
    void aSmallFileIsReplacedAsAWhole() throws IOException {
        store.write("a/b", new byte[] {1, 2});
        store.write("a/b", new byte[] {3});
        assertThat(store.read("a/b")).containsExactly(3);
        assertThatThrownBy(() -> store.read("a/c")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void publishedFilesOutliveTheLocalOnesAndAreNeverReplaced() throws IOException {
        Path file = TestingFiles.write(local.resolve("_0.cfs"), 1);
        StoredFile stored = TestingFiles.stored(file, "segments/0/1/1/entity-_0.cfs");
        store.publish(Map.of(stored, file));
        Files.delete(file);
        assertThat(store.list("segments")).containsExactly("segments/0/1/1/entity-_0.cfs");

        store.fetch(stored, local.resolve("new/_0.cfs"));
        assertThat(TestingFiles.stored(local.resolve("new/_0.cfs"), stored.path()))
                .isEqualTo(stored);
        Path other = TestingFiles.write(local.resolve("other"), 2);
        Path fresh = TestingFiles.write(local.resolve("fresh"), 3);
        Map<StoredFile, Path> both = new LinkedHashMap<>();
        both.put(TestingFiles.stored(fresh, "segments/0/1/1/entity-_1.cfs"), fresh);
        both.put(TestingFiles.stored(other, stored.path()), other);
        assertThatThrownBy(() -> store.publish(both)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(store.list("segments")).as("all or nothing").containsExactly(stored.path());
        store.fetch(stored, local.resolve("again"));
    }

    @Test
    void aDeletionTakesEmptyFoldersWithIt() throws IOException {
        store.write("a/b/c", new byte[0]);
        store.write("a/d", new byte[0]);
        store.delete("a/b/c");
        store.delete("a/b/c");
        assertThat(root.resolve("a/b")).doesNotExist();
        assertThat(store.list("a")).containsExactly("a/d");
        store.delete("a/d");
        assertThat(store.list("a")).isEmpty();
        assertThat(root).exists();
    }
}
