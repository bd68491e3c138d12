package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.GraphChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCollectorTest {

    @TempDir
    private Path index;

    @TempDir
    private Path work;

    @Test
    void keepsWhatTheRetainedManifestsNeedAndNothingElse() throws IOException {
        Random random = new Random(1);
        try (TestingWriters writers = TestingWriters.fresh(index, work, 2)) {
            for (int checkpoint = 1; checkpoint <= 6; checkpoint++) {
                writers.apply(TestingGraph.changes(random, 40));
                writers.checkpoint(checkpoint);
            }
            assertThat(writers.log.names()).hasSize(2);
            assertOnlyNeeded(writers);
        }
    }

    private static void assertOnlyNeeded(TestingWriters writers) throws IOException {
        Set<String> needed = new HashSet<>();
        for (ManifestName name : writers.log.names()) {
            needed.addAll(writers.log.read(name).paths());
        }
        assertThat(writers.store.list(ShardWriter.SEGMENTS)).containsExactlyInAnyOrderElementsOf(needed);
    }

    @Test
    void keepsFilesOfACheckpointThatHasNotCompleted() throws IOException {
        Random random = new Random(2);
        try (TestingWriters writers = TestingWriters.fresh(index, work, 2)) {
            writers.apply(TestingGraph.changes(random, 40));
            IndexManifest first = writers.prepare(1);
            writers.apply(TestingGraph.changes(random, 40));
            IndexManifest second = writers.prepare(2);
            writers.complete(first);
            assertThat(writers.store.list(ShardWriter.SEGMENTS)).containsAll(second.paths());
            writers.complete(second);
            assertThat(TestingGraph.export(index)).isNotEmpty();
        }
    }

    @Test
    void removesWhatACrashedAttemptLeft() throws IOException {
        Random random = new Random(3);
        IndexManifest first;
        IndexManifest lost;
        try (TestingWriters writers = TestingWriters.fresh(index, work, 2)) {
            writers.apply(TestingGraph.changes(random, 40));
            first = writers.checkpoint(1);
            writers.apply(TestingGraph.changes(random, 40));
            lost = writers.prepare(2);
        }
        Set<String> orphans = new HashSet<>(lost.paths());
        orphans.removeAll(first.paths());
        try (TestingWriters writers = TestingWriters.restored(index, work, first)) {
            assertThat(writers.store.list(ShardWriter.SEGMENTS)).containsAll(orphans);
            writers.apply(TestingGraph.changes(random, 40));
            writers.checkpoint(3);
            assertThat(orphans).isNotEmpty();
            assertThat(writers.store.list(ShardWriter.SEGMENTS)).doesNotContainAnyElementsOf(orphans);
        }
    }

    @Test
    void claimsThatNobodyUsesAreRemovedAndNumbersNeverComeAgain() throws IOException {
        long highest = 0;
        IndexManifest last = null;
        for (int run = 1; run <= 4; run++) {
            try (TestingWriters writers =
                    last == null ? TestingWriters.fresh(index, work, 2) : TestingWriters.restored(index, work, last)) {
                writers.apply(List.of(GraphChange.upsert(TestingGraph.entity("Person", "Ada", run), run)));
                last = writers.checkpoint(run);
                assertThat(last.attempt()).isGreaterThan(highest);
                highest = last.shards().get(1).attempt();
                assertThat(writers.store.list("claims")).hasSize(3);
            }
        }
    }

    @Test
    void whatASavepointNeedsStaysUntilItIsReleased() throws IOException {
        Random random = new Random(5);
        IndexManifest savepoint;
        String then;
        try (TestingWriters writers = TestingWriters.fresh(index, work, 2)) {
            writers.apply(TestingGraph.changes(random, 40));
            savepoint = writers.prepare(1);
            writers.mark(savepoint);
            writers.complete(savepoint);
            then = TestingGraph.export(index);
            for (int checkpoint = 2; checkpoint <= 6; checkpoint++) {
                writers.apply(TestingGraph.changes(random, 40));
                writers.checkpoint(checkpoint);
            }
            assertThat(writers.log.names()).hasSize(2);
            assertThat(writers.store.list(ShardWriter.SEGMENTS)).containsAll(savepoint.paths());
        }
        try (TestingWriters writers = TestingWriters.restored(index, work, savepoint)) {
            assertThat(TestingGraph.export(index)).isNotEmpty().isEqualTo(then);
            // As many states of the new lineage as are retained: nothing but the marker holds the savepoint's files.
            for (int checkpoint = 7; checkpoint <= 9; checkpoint++) {
                writers.apply(TestingGraph.changes(random, 40));
                writers.checkpoint(checkpoint);
            }
            assertThat(writers.store.list(ShardWriter.SEGMENTS)).containsAll(savepoint.paths());
            PublishedIndex published = PublishedIndex.at(index.toString());
            PublishedIndex.Release release = published.release(published.savepointNames());
            assertThat(release.savepoints()).containsExactly("1-job");
            assertThat(release.bytes()).isPositive();
            assertThat(writers.store.list(ShardWriter.SEGMENTS).containsAll(savepoint.paths()))
                    .isFalse();
            assertOnlyNeeded(writers);
            assertThat(published.check()).isEmpty();
        }
    }

    @Test
    void restartsThatPublishTheSameAgainPushNothingOut() throws IOException {
        IndexManifest last;
        try (TestingWriters writers = TestingWriters.fresh(index, work, 2)) {
            writers.apply(List.of(GraphChange.upsert(TestingGraph.entity("Person", "Ada", 1), 1)));
            writers.checkpoint(1);
            writers.apply(List.of(GraphChange.upsert(TestingGraph.entity("Person", "Bob", 1), 1)));
            last = writers.checkpoint(2);
        }
        for (int restart = 1; restart <= 4; restart++) {
            try (TestingWriters writers = TestingWriters.restored(index, work, last)) {
                writers.complete(writers.prepare(2 + restart));
                assertThat(writers.log.names()).hasSize(2);
            }
        }
        try (GraphReader reader = GraphReader.openCheckpoint(index.toString(), 1)) {
            assertThat(TestingGraph.export(reader)).contains("Ada").doesNotContain("Bob");
            assertThat(reader.refresh()).isFalse();
        }
    }

    @Test
    void removesNothingWhileItIsNotKnownWhatIsNeeded() throws IOException {
        Random random = new Random(6);
        try (TestingWriters writers = TestingWriters.fresh(index, work, 2)) {
            writers.apply(TestingGraph.changes(random, 40));
            IndexManifest savepoint = writers.prepare(1);
            writers.mark(savepoint);
            String marker = writers.store.list(SavepointMarkers.FOLDER).get(0);
            Files.write(index.resolve(marker), new byte[] {1, 2, 3});
            writers.complete(savepoint);
            Set<String> all = new HashSet<>(writers.store.list(ShardWriter.SEGMENTS));
            for (int checkpoint = 2; checkpoint <= 5; checkpoint++) {
                writers.apply(TestingGraph.changes(random, 40));
                writers.checkpoint(checkpoint);
                assertThat(writers.store.list(ShardWriter.SEGMENTS)).containsAll(all);
                all.addAll(writers.store.list(ShardWriter.SEGMENTS));
            }
            PublishedIndex published = PublishedIndex.at(index.toString());
            assertThat(published.check())
                    .extracting(PublishedIndex.Damage::file)
                    .containsExactly(marker);
            assertThat(published.release(List.of("1-job")).savepoints()).containsExactly("1-job");
            assertThat(published.check()).isEmpty();
            writers.apply(TestingGraph.changes(random, 40));
            writers.checkpoint(6);
            assertThat(writers.log.names()).hasSize(2);
            assertOnlyNeeded(writers);
        }
    }

    @Test
    void keepsWhatAMarkerThatWasReadBeforeItWasDamagedRefersTo() throws IOException {
        Random random = new Random(7);
        try (TestingWriters writers = TestingWriters.fresh(index, work, 2)) {
            writers.apply(TestingGraph.changes(random, 40));
            IndexManifest savepoint = writers.prepare(1);
            writers.mark(savepoint);
            writers.complete(savepoint);
            String marker = writers.store.list(SavepointMarkers.FOLDER).get(0);
            Files.write(index.resolve(marker), new byte[] {1, 2, 3});
            for (int checkpoint = 2; checkpoint <= 5; checkpoint++) {
                writers.apply(TestingGraph.changes(random, 40));
                writers.checkpoint(checkpoint);
            }
            assertThat(writers.log.names()).hasSize(2);
            assertThat(writers.store.list(ShardWriter.SEGMENTS)).containsAll(savepoint.paths());
        }
    }

    @Test
    void aReaderKeepsReadingWhatItOpened() throws IOException {
        Random random = new Random(4);
        try (TestingWriters writers = TestingWriters.fresh(index, work, 2)) {
            writers.apply(TestingGraph.changes(random, 100));
            writers.checkpoint(1);
            try (GraphReader reader = GraphReader.open(index.toString())) {
                String before = TestingGraph.export(reader);
                for (int checkpoint = 2; checkpoint < 6; checkpoint++) {
                    writers.apply(TestingGraph.changes(random, 100));
                    writers.checkpoint(checkpoint);
                }
                assertThat(TestingGraph.export(reader)).isNotEmpty().isEqualTo(before);
                assertThat(reader.refresh()).isTrue();
                assertThat(TestingGraph.export(reader)).isEqualTo(TestingGraph.export(index));
            }
        }
    }
}
