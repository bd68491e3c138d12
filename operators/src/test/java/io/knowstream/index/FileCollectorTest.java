package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.GraphChange;
import java.io.IOException;
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
            Set<String> needed = new HashSet<>();
            for (ManifestName name : writers.log.names()) {
                needed.addAll(writers.log.read(name).paths());
            }
            assertThat(writers.store.list(ShardWriter.SEGMENTS)).containsExactlyInAnyOrderElementsOf(needed);
        }
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
