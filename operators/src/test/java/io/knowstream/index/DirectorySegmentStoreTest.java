package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
    void onlyTheFirstCreationCounts() throws IOException {
        assertThat(store.create("a/b", new byte[] {1, 2})).isTrue();
        assertThat(store.create("a/b", new byte[] {3})).isFalse();
        assertThat(store.read("a/b")).containsExactly(1, 2);
        assertThat(store.length("a/b")).isEqualTo(2);
        assertThatThrownBy(() -> store.read("a/c")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.length("a/c")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void publishedFilesOutliveTheLocalOnesAndAreNeverReplaced() throws IOException {
        Path file = Files.write(local.resolve("_0.cfs"), new byte[] {1});
        store.publish(Map.of("entity-_0.cfs", file), "segments/0/1/1");
        Files.delete(file);
        assertThat(store.list("segments")).containsExactly("segments/0/1/1/entity-_0.cfs");

        store.fetch("segments/0/1/1/entity-_0.cfs", local.resolve("new/_0.cfs"));
        assertThat(local.resolve("new/_0.cfs")).hasBinaryContent(new byte[] {1});
        Path other = Files.write(local.resolve("other"), new byte[] {2});
        assertThatThrownBy(() -> store.publish(Map.of("entity-_0.cfs", other), "segments/0/1/1"))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void aDeletionTakesEmptyFoldersWithIt() throws IOException {
        store.create("a/b/c", new byte[0]);
        store.create("a/d", new byte[0]);
        store.delete("a/b/c");
        store.delete("a/b/c");
        assertThat(root.resolve("a/b")).doesNotExist();
        assertThat(store.list("a")).containsExactly("a/d");
        store.delete("a/d");
        assertThat(store.list("a")).isEmpty();
        assertThat(root).exists();
    }
}
