package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.GraphChange;
import io.knowstream.index.ManifestLog.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestLogTest {

    @TempDir
    private Path index;

    @TempDir
    private Path work;

    private ManifestLog log;

    @BeforeEach
    void open() throws IOException {
        log = ManifestLog.open(SegmentStore.at(index.toString()), index.toString(), 1);
    }

    @Test
    void laterCheckpointsAndLineagesPublish() throws IOException {
        assertThat(log.publish(manifest(1, 5, 1))).isEqualTo(Outcome.PUBLISHED);
        assertThat(log.publish(manifest(1, 6, 1))).isEqualTo(Outcome.PUBLISHED);
        assertThat(log.publish(manifest(1, 7, 2))).isEqualTo(Outcome.PUBLISHED);
        assertThat(log.publish(manifest(3, 2, 3))).isEqualTo(Outcome.PUBLISHED);
        assertThat(log.read(head())).isEqualTo(manifest(3, 2, 3));
    }

    @Test
    void publishingAgainChangesNothing() throws IOException {
        log.publish(manifest(1, 5, 1));
        log.publish(manifest(1, 6, 2));
        assertThat(log.publish(manifest(1, 6, 2))).isEqualTo(Outcome.ALREADY_PUBLISHED);
        assertThat(log.publish(manifest(1, 5, 1))).isEqualTo(Outcome.ALREADY_PUBLISHED);
        assertThat(log.names()).hasSize(2);
        assertThat(log.read(head())).isEqualTo(manifest(1, 6, 2));
    }

    @Test
    void anOlderAttemptOrLineageCannotPublishAfterANewerOne() throws IOException {
        log.publish(manifest(1, 6, 2));
        assertThat(log.publish(manifest(1, 7, 1))).isEqualTo(Outcome.SUPERSEDED);
        log.publish(manifest(4, 1, 4));
        assertThat(log.publish(manifest(1, 8, 2))).isEqualTo(Outcome.SUPERSEDED);
        assertThat(log.read(head())).isEqualTo(manifest(4, 1, 4));
    }

    @Test
    void whatHasLostAFileIsNotPublishedAfterARestore() throws IOException {
        try (TestingWriters writers = TestingWriters.fresh(index, work, 1)) {
            writers.apply(TestingGraph.changes(new Random(5), 40));
            IndexManifest prepared = writers.prepare(1);
            String file = prepared.paths().iterator().next();
            byte[] content = writers.store.read(file);
            writers.store.delete(file);
            assertThat(log.publishIfWhole(prepared)).isEqualTo(Outcome.LOST);
            assertThat(log.names()).isEmpty();
            writers.store.write(file, content);
            assertThat(log.publishIfWhole(prepared)).isEqualTo(Outcome.PUBLISHED);
            assertThat(log.publishIfWhole(prepared)).isEqualTo(Outcome.ALREADY_PUBLISHED);
        }
    }

    private ManifestName head() throws IOException {
        return log.headName().orElseThrow();
    }

    @Test
    void anAttemptThatWasPausedBetweenItsLookAndItsWriteIsNeverTheHead() throws IOException {
        log.publish(manifest(1, 5, 1));
        // What a paused process does when it goes on: it has looked, and only writes.
        IndexManifest late = manifest(1, 6, 1);
        log.publish(manifest(1, 5, 2));
        SegmentStore.at(index.toString()).write(late.name().path(), late.toBytes());
        assertThat(log.read(head())).isEqualTo(manifest(1, 5, 2));
        assertThat(log.publish(late)).isEqualTo(Outcome.SUPERSEDED);
    }

    @Test
    void eitherFileOfAManifestWillDo() throws IOException {
        IndexManifest manifest = manifest(1, 5, 1);
        for (String file : List.of(manifest.name().path(), manifest.name().copy())) {
            log.publish(manifest);
            byte[] whole = Files.readAllBytes(index.resolve(file));
            Files.write(index.resolve(file), Arrays.copyOf(whole, whole.length - 1));
            assertThat(log.read(head())).isEqualTo(manifest);
            Files.delete(index.resolve(file));
            assertThat(log.read(head())).isEqualTo(manifest);
            log.delete(manifest.name());
            assertThat(log.headName()).isEmpty();
        }
    }

    @Test
    void everyFlippedBitOfAManifestIsFound() throws IOException {
        IndexManifest manifest = manifest(1, 5, 1);
        byte[] bytes = manifest.toBytes();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> IndexManifest.fromBytes("manifests/x", flipped))
                    .isInstanceOf(DamagedIndexException.class)
                    .hasMessageContaining("manifests/x");
        }
        assertThat(IndexManifest.fromBytes("manifests/x", bytes)).isEqualTo(manifest);
    }

    @Test
    void anIndexFileThatIsLostIsNamedAndWrittenAgain() throws IOException {
        log.publish(manifest(1, 5, 1));
        Files.delete(index.resolve("index.json"));
        assertThatThrownBy(() -> GraphReader.open(index.toString()))
                .isInstanceOf(DamagedIndexException.class)
                .hasMessageContaining("the index's file index.json is missing");
        SegmentStore store = SegmentStore.at(index.toString());
        assertThatThrownBy(() -> ManifestLog.open(store, index.toString(), 2))
                .hasMessageStartingWith("index.shards must be 1");
        assertThat(ManifestLog.open(store, index.toString(), 1).shards()).isEqualTo(1);
        assertThat(index.resolve("index.json")).exists();
    }

    @Test
    void anIndexFromBeforeTheFirstReleaseIsRefused() throws IOException {
        Files.writeString(work.resolve("index.json"), "{\"format\":1,\"shards\":4}\n");
        assertThatThrownBy(() -> GraphReader.open(work.toString()))
                .hasMessageContaining("must have format 2 (got 1")
                .hasMessageContaining("remove it");
    }

    @Test
    void anIndexOfANewerVersionIsRefused() throws IOException {
        new IndexDescription(3, 4).write(SegmentStore.at(work.toString()));
        assertThatThrownBy(() -> GraphReader.open(work.toString()))
                .isNotInstanceOf(DamagedIndexException.class)
                .hasMessageContaining("must have format 2 (got 3");
        assertThatThrownBy(() -> ManifestLog.open(SegmentStore.at(work.toString()), work.toString(), 4))
                .hasMessageContaining("must have format 2 (got 3");
    }

    @Test
    void ofCompetingPublishersTheNewestWins() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        List<Long> checkpoints =
                new ArrayList<>(LongStream.rangeClosed(1, 64).boxed().toList());
        Collections.shuffle(checkpoints, new Random(seed));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Outcome>> outcomes = threads.invokeAll(checkpoints.stream()
                    .map(checkpoint -> (Callable<Outcome>) () -> log.publish(manifest(1, checkpoint, 1)))
                    .toList());
            for (Future<Outcome> outcome : outcomes) {
                assertThat(outcome.get()).isNotEqualTo(Outcome.SUPERSEDED);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(head().checkpoint()).isEqualTo(64);
    }

    @Test
    void competingClaimsAreDifferent() throws Exception {
        Claims claimed = new Claims(SegmentStore.at(index.toString()), log);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Long>> claims = threads.invokeAll(LongStream.range(0, 64)
                    .mapToObj(i -> (Callable<Long>) () -> claimed.claim("thread"))
                    .toList());
            List<Long> numbers = new ArrayList<>();
            for (Future<Long> claim : claims) {
                numbers.add(claim.get());
            }
            assertThat(numbers).doesNotHaveDuplicates().hasSize(64);
            assertThat(claimed.claim("later")).isGreaterThan(Collections.max(numbers));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void theNumberOfShardsIsFixed() {
        assertThatThrownBy(() -> ManifestLog.open(SegmentStore.at(index.toString()), index.toString(), 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("index.shards must be 1, with which the index at " + index + " was created (got 2)");
    }

    @Test
    void readingWhereThereIsNoIndexIsRefused() {
        assertThatThrownBy(() -> GraphReader.open(work.toString()))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(work.toString())
                .hasMessageContaining("there is no index here");
        assertThatThrownBy(() -> GraphReader.open("s3://bucket/index"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "index.path must be a directory, a file: URI or in a file system that Flink has a plugin for"
                                + " (got s3://bucket/index)");
    }

    @Test
    void anOlderSavepointBeginsANewLineageAndThePausedWriterIsRefused() throws IOException {
        Path other = work.resolve("index");
        GraphChange ada = GraphChange.upsert(TestingGraph.entity("Person", "Ada", 1), 1);
        GraphChange bob = GraphChange.upsert(TestingGraph.entity("Person", "Bob", 1), 1);
        try (TestingWriters paused = TestingWriters.fresh(other, work, 1)) {
            paused.apply(List.of(ada));
            IndexManifest savepoint = paused.checkpoint(1);
            paused.apply(List.of(bob));
            paused.checkpoint(2);
            try (TestingWriters restored = TestingWriters.restored(other, work, savepoint)) {
                assertThat(TestingGraph.export(other)).contains("Ada").doesNotContain("Bob");
                IndexManifest again = restored.checkpoint(2);
                assertThat(again.lineage()).isGreaterThan(savepoint.lineage());
                assertThat(TestingGraph.export(other)).contains("Ada").doesNotContain("Bob");

                paused.apply(List.of(TestingGraph.delete(GraphChange.Kind.ENTITY, ada.id())));
                assertThatThrownBy(() -> paused.prepare(3))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("is superseded by lineage " + again.lineage());
            }
        }
    }

    @Test
    void ofTwoWritersOfAShardOnlyTheNewerOneCanPublish() throws IOException {
        Path other = work.resolve("index");
        try (TestingWriters paused = TestingWriters.fresh(other, work, 2)) {
            paused.apply(List.of(GraphChange.upsert(TestingGraph.entity("Person", "Ada", 1), 1)));
            IndexManifest first = paused.checkpoint(1);
            paused.apply(List.of(GraphChange.upsert(TestingGraph.entity("Person", "Bob", 1), 1)));
            // Its files are published; now it is paused, taken for dead, and replaced.
            IndexManifest second = paused.prepare(2);
            try (TestingWriters newer = TestingWriters.restored(other, work, first)) {
                assertThat(paused.complete(second)).isEqualTo(Outcome.SUPERSEDED);
                assertThat(TestingGraph.export(other)).contains("Ada").doesNotContain("Bob");
                assertThatThrownBy(() -> paused.prepare(3)).hasMessageContaining("is superseded by lineage 1");
                newer.apply(List.of(GraphChange.upsert(TestingGraph.entity("Person", "Cleo", 1), 1)));
                IndexManifest newest = newer.prepare(2);
                assertThat(newest.lineage()).isEqualTo(first.lineage());
                assertThat(newer.complete(newest)).isEqualTo(Outcome.PUBLISHED);
                assertThat(paused.complete(second)).isNotEqualTo(Outcome.PUBLISHED);
                assertThat(TestingGraph.export(other)).contains("Ada", "Cleo").doesNotContain("Bob");
            }
        }
    }

    @Test
    void aCrashGoesOnWithTheLineageAndNothingIsPublishedWithoutAChange() throws IOException {
        Path other = work.resolve("index");
        IndexManifest first;
        try (TestingWriters writers = TestingWriters.fresh(other, work, 1)) {
            first = writers.checkpoint(1);
        }
        try (TestingWriters writers = TestingWriters.restored(other, work, first)) {
            assertThat(writers.complete(first)).isEqualTo(Outcome.ALREADY_PUBLISHED);
            assertThat(writers.log.headName().orElseThrow().attempt()).isGreaterThan(first.attempt());
            IndexManifest second = writers.prepare(2);
            assertThat(second.lineage()).isEqualTo(first.lineage());
            assertThat(second.sameContent(first)).isTrue();
            writers.apply(List.of(GraphChange.upsert(TestingGraph.entity("Person", "Ada", 1), 1)));
            assertThat(writers.complete(writers.prepare(3))).isEqualTo(Outcome.PUBLISHED);
        }
    }

    @Test
    void aStartWithoutStateReplacesWhatWasPublished() throws IOException {
        Path other = work.resolve("index");
        TestingGraph.publish(other, work, 2, List.of(GraphChange.upsert(TestingGraph.entity("Person", "Ada", 1), 1)));
        TestingGraph.publish(other, work, 2, List.of(GraphChange.upsert(TestingGraph.entity("Person", "Bob", 1), 1)));
        assertThat(TestingGraph.export(other)).contains("Bob").doesNotContain("Ada");
    }

    private static IndexManifest manifest(long lineage, long checkpoint, long attempt) {
        return new IndexManifest(
                IndexManifest.FORMAT,
                lineage,
                checkpoint,
                attempt,
                List.of(new ShardCommit(0, attempt, checkpoint, 1, List.of())));
    }
}
