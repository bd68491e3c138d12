package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.GraphChange;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file system that has no links, no folders and no atomic rename, and that may be full. */
class FileSystemStoreTest {

    private static final String AUTHORITY = "file-system-store";
    private static final String INDEX = "memory://" + AUTHORITY + "/index";

    @TempDir
    private Path work;

    private final TestingObjectStore objects = TestingObjectStoreFactory.store(AUTHORITY);
    private final SegmentStore store = SegmentStore.at(INDEX);

    @AfterEach
    void forget() {
        TestingObjectStoreFactory.remove(AUTHORITY);
    }

    @Test
    void smallFilesAreReplacedAndLeaveNothingElse() throws IOException {
        store.write("a/b", new byte[] {1, 2});
        store.write("a/b", new byte[] {3});
        store.write("a/c/d", new byte[] {4});
        assertThat(store.read("a/b")).containsExactly(3);
        assertThat(store.list("a")).containsExactly("a/b", "a/c/d");
        assertThat(store.list("b")).isEmpty();
        assertThat(objects.objects).hasSize(2);
        assertThatThrownBy(() -> store.read("a/c")).isInstanceOf(NoSuchFileException.class);
        store.delete("a/b");
        store.delete("a/b");
        assertThat(store.list("a")).containsExactly("a/c/d");
    }

    @Test
    void publishedFilesAreCheckedBothWaysAndNeverReplaced() throws IOException {
        Path file = TestingFiles.write(work.resolve("one"), 1);
        StoredFile stored = TestingFiles.stored(file, "segments/0/1/1/entity-_0.cfs");
        store.publish(Map.of(stored, file));
        store.fetch(stored, work.resolve("fetched/one"));
        assertThat(work.resolve("fetched/one")).hasSameBinaryContentAs(file);

        Path other = TestingFiles.write(work.resolve("two"), 2);
        Map<StoredFile, Path> both = new LinkedHashMap<>();
        both.put(TestingFiles.stored(other, "segments/0/1/1/entity-_1.cfs"), other);
        both.put(TestingFiles.stored(other, stored.path()), other);
        assertThatThrownBy(() -> store.publish(both)).isInstanceOf(FileAlreadyExistsException.class);
        StoredFile notThis = TestingFiles.stored(file, "segments/0/1/1/entity-_2.cfs");
        assertThatThrownBy(() -> store.publish(Map.of(notThis, other)))
                .isInstanceOf(DamagedIndexException.class)
                .hasMessageContaining("must have the checksum");
        assertThat(store.list("segments")).containsExactly(stored.path());

        objects.objects.get("/index/" + stored.path())[3] ^= 1;
        assertThatThrownBy(() -> store.fetch(stored, work.resolve("again")))
                .isInstanceOf(DamagedIndexException.class)
                .hasMessageContaining(stored.path() + " must have the checksum");
        assertThat(work.resolve("again")).doesNotExist();
    }

    @Test
    void aHistoryOnAnObjectStoreIsThatOfADirectory() throws IOException {
        Path directory = work.resolve("directory");
        IndexManifest last = null;
        IndexManifest lastInDirectory = null;
        for (int attempt = 1; attempt <= 2; attempt++) {
            try (TestingWriters here = TestingWriters.at(directory.toString(), work, 2, lastInDirectory);
                    TestingWriters there = TestingWriters.at(INDEX, work, 2, last)) {
                for (int checkpoint = 1; checkpoint <= 4; checkpoint++) {
                    List<GraphChange> changes = TestingGraph.changes(new Random(10L * attempt + checkpoint), 60);
                    here.apply(changes);
                    lastInDirectory = here.checkpoint(10L * attempt + checkpoint);
                    there.apply(changes);
                    last = there.checkpoint(10L * attempt + checkpoint);
                    assertThat(TestingGraph.export(INDEX)).isNotEmpty().isEqualTo(TestingGraph.export(directory));
                }
            }
        }
    }

    @Test
    void aCommitUploadsWhatIsNewAndAReaderHoldsWhatItShows() throws IOException {
        try (TestingWriters writers = TestingWriters.at(INDEX, work, 2, null)) {
            writers.apply(TestingGraph.changes(new Random(1), 100));
            IndexManifest first = writers.checkpoint(1);
            ReaderFiles files = new ReaderFiles(store);
            try (GraphReader reader = GraphReader.open(INDEX)) {
                objects.segmentBytes.set(0);
                writers.apply(List.of(GraphChange.upsert(TestingGraph.entity("Person", "Ada", 1), 1)));
                IndexManifest second = writers.checkpoint(2);
                Set<StoredFile> fresh = new HashSet<>(files(second));
                fresh.removeAll(files(first));
                assertThat(objects.segmentBytes.get())
                        .isPositive()
                        .isEqualTo(fresh.stream().mapToLong(StoredFile::length).sum());

                reader.refresh();
                assertThat(TestingGraph.export(reader)).contains("Ada");
            }
            Path held;
            try (files) {
                StoredFile file = files(first).get(0);
                held = files.acquire(List.of(file)).get(file);
                assertThat(files.acquire(List.of(file))).containsValue(held);
                files.release(List.of(file));
                assertThat(held).exists();
                files.release(List.of(file));
                assertThat(held).doesNotExist();
                held = files.acquire(List.of(file)).get(file);
            }
            assertThat(held.getParent()).doesNotExist();
        }
    }

    @Test
    void aFullDiskLeavesNothingHalfPublishedAndTheNextCheckpointWorks() throws IOException {
        GraphChange ada = GraphChange.upsert(TestingGraph.entity("Person", "Ada", 1), 1);
        GraphChange bob = GraphChange.upsert(TestingGraph.entity("Person", "Bob", 1), 1);
        try (TestingWriters writers = TestingWriters.at(INDEX, work, 1, null)) {
            writers.apply(List.of(ada));
            writers.checkpoint(1);
            String before = TestingGraph.export(INDEX);
            Set<String> names = Set.copyOf(objects.objects.keySet());
            writers.apply(List.of(bob));
            long checkpoint = 2;
            boolean complete = false;
            for (long room = 0; !complete; room += 200) {
                objects.room.set(room);
                try {
                    writers.checkpoint(checkpoint++);
                    complete = true;
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("No space left on device");
                    String now = TestingGraph.export(INDEX);
                    if (!now.contains("Bob")) {
                        assertThat(now).isEqualTo(before);
                    }
                    Set<String> more = new HashSet<>(objects.objects.keySet());
                    more.removeAll(names);
                    more.removeIf(name -> name.startsWith("/index/manifests/"));
                    if (room == 0) {
                        assertThat(more).isEmpty();
                    }
                    assertThat(more).noneMatch(name -> name.startsWith("/index/tmp/"));
                }
            }
            objects.room.set(Long.MAX_VALUE);
            assertThat(checkpoint).as("how often the disk was full").isGreaterThan(5);
            assertThat(TestingGraph.export(INDEX)).contains("Ada", "Bob");
            assertThat(PublishedIndex.at(INDEX).check()).isEmpty();
        }
    }

    private static List<StoredFile> files(IndexManifest manifest) {
        return manifest.shards().stream()
                .flatMap(shard -> shard.files().stream())
                .toList();
    }
}
