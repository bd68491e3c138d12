package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.StorageStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWriterTest {

    private static final Entity ADA = TestingGraph.entity("Person", "Ada", 1);
    private static final Entity BOB = TestingGraph.entity("Person", "Bob", 2);

    @TempDir
    private Path index;

    @TempDir
    private Path work;

    /** What does not shrink is no doc value: whoever reads another record would make room for it. */
    @Test
    void aLargeRecordIsReadBackWhateverItsStrategy() throws Exception {
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);
        String text = HexFormat.of().formatHex(noise);
        List<GraphChange> changes = new ArrayList<>();
        for (StorageStrategy strategy : StorageStrategy.values()) {
            GraphChange large = GraphChange.upsert(TestingGraph.document(strategy.name(), text), 1, strategy);
            assertThat(Fields.of(large).getField(Fields.COMPRESSED)).isNull();
            changes.add(large);
            changes.add(GraphChange.upsert(TestingGraph.document("small " + strategy, "Ada"), 1, strategy));
        }
        TestingGraph.publish(index, work, 2, changes);
        try (GraphReader reader = GraphReader.open(index.toString())) {
            for (GraphChange change : changes) {
                assertThat(reader.document(change.id())).contains(change.document());
            }
        }
    }

    @Test
    void theLastChangeOfAnIdCounts() throws IOException {
        Entity adaLater = TestingGraph.entity("Person", "Ada", 9);
        TestingGraph.publish(
                index,
                work,
                2,
                List.of(
                        GraphChange.upsert(ADA, 1),
                        GraphChange.upsert(BOB, 1),
                        TestingGraph.delete(Kind.ENTITY, BOB.id()),
                        GraphChange.upsert(adaLater, 2)));

        try (GraphReader reader = GraphReader.open(index.toString())) {
            assertThat(reader.entity(ADA.id())).contains(adaLater);
            assertThat(reader.entity(BOB.id())).isEmpty();
            assertThat(reader.counts()).isEqualTo(new GraphCounts(0, 0, 1, 0));
        }
    }

    @Test
    void changesAcrossCheckpointsReplaceAndDelete() throws IOException {
        try (TestingWriters writers = TestingWriters.fresh(index, work, 3)) {
            writers.apply(List.of(GraphChange.upsert(ADA, 1), GraphChange.upsert(BOB, 1)));
            writers.checkpoint(1);
            writers.apply(List.of(
                    TestingGraph.delete(Kind.ENTITY, ADA.id()),
                    GraphChange.upsert(TestingGraph.entity("Person", "Bob", 5), 2)));
            writers.checkpoint(2);
        }

        try (GraphReader reader = GraphReader.open(index.toString())) {
            assertThat(reader.entities(null, 10)).extracting(Entity::documents).containsExactly(5);
        }
    }

    @Test
    void settledShardsHaveOneSegmentAKind() throws IOException {
        IndexConfig config = IndexConfig.at(index.toString());
        SegmentStore store = SegmentStore.at(config.path());
        try (ShardWriter writer = ShardWriter.open(store, config, 0, 1, work, null)) {
            writer.apply(GraphChange.upsert(ADA, 1));
            assertThat(segments(writer.commit(1))).isEqualTo(1);
            writer.apply(GraphChange.upsert(BOB, 1));
            assertThat(segments(writer.commit(2))).isEqualTo(2);
            writer.settle();
            assertThat(segments(writer.commit(3))).isEqualTo(1);
        }
    }

    private static long segments(ShardCommit commit) {
        return commit.files().stream()
                .filter(file -> file.kind().equals("entity") && file.name().endsWith(".cfs"))
                .count();
    }

    @Test
    void readersSeeNothingBeforeTheCheckpointHasCompleted() throws IOException {
        try (TestingWriters writers = TestingWriters.fresh(index, work, 1)) {
            assertThatThrownBy(() -> GraphReader.open(index.toString()))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("no published manifest yet");
            writers.apply(List.of(GraphChange.upsert(ADA, 1)));
            IndexManifest first = writers.prepare(1);
            assertThatThrownBy(() -> GraphReader.open(index.toString())).isInstanceOf(NoSuchFileException.class);
            writers.complete(first);

            try (GraphReader reader = GraphReader.open(index.toString())) {
                writers.apply(List.of(GraphChange.upsert(BOB, 1)));
                IndexManifest second = writers.prepare(2);
                assertThat(reader.refresh()).isFalse();
                assertThat(reader.counts().entities()).isEqualTo(1);

                writers.complete(second);
                assertThat(reader.counts().entities()).isEqualTo(1);
                assertThat(reader.refresh()).isTrue();
                assertThat(reader.checkpoint()).isEqualTo(2);
                assertThat(reader.counts().entities()).isEqualTo(2);
            }
        }
    }

    @Test
    void aRestoreOpensExactlyTheCheckpointAlthoughMoreWasWrittenSince() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<GraphChange> past = TestingGraph.changes(random, 300);
        IndexManifest checkpoint;
        try (TestingWriters writers = TestingWriters.fresh(index, work, 2)) {
            writers.apply(past);
            checkpoint = writers.checkpoint(1);
            writers.apply(TestingGraph.changes(random, 300));
            writers.prepare(2);
            writers.apply(TestingGraph.changes(random, 300));
        }
        List<GraphChange> future = TestingGraph.changes(random, 300);
        try (TestingWriters writers = TestingWriters.restored(index, work, checkpoint)) {
            writers.apply(future);
            writers.checkpoint(3);
        }

        List<GraphChange> all = new ArrayList<>(past);
        all.addAll(future);
        Path fresh = Files.createDirectory(work.resolve("fresh"));
        TestingGraph.publish(fresh, work, 5, TestingGraph.survivors(all, random));
        assertThat(TestingGraph.export(index)).isNotEmpty().isEqualTo(TestingGraph.export(fresh));
    }

    @Test
    void isClosedByACancelledTask() throws IOException {
        try (TestingWriters writers = TestingWriters.fresh(index, work, 1)) {
            writers.apply(List.of(GraphChange.upsert(ADA, 1)));
            writers.checkpoint(1);
            writers.apply(List.of(GraphChange.upsert(BOB, 1)));
            Thread.currentThread().interrupt();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void theWorkDirectoryIsEmptyAfterwards() throws IOException {
        TestingGraph.publish(index, work, 2, List.of(GraphChange.upsert(ADA, 1)));
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void aReaderThatCannotGoOnSaysSoAndShowsWhatItHas() throws IOException {
        try (TestingWriters writers = TestingWriters.fresh(index, work, 1)) {
            writers.apply(List.of(GraphChange.upsert(ADA, 1)));
            IndexManifest first = writers.checkpoint(1);
            try (GraphReader reader = GraphReader.open(index.toString())) {
                String before = TestingGraph.export(reader);
                writers.apply(List.of(GraphChange.upsert(BOB, 1)));
                IndexManifest second = writers.checkpoint(2);
                String damaged = second.paths().stream()
                        .filter(path -> !first.paths().contains(path) && path.endsWith(".cfs"))
                        .findFirst()
                        .orElseThrow();
                byte[] content = Files.readAllBytes(index.resolve(damaged));
                byte[] flipped = content.clone();
                flipped[content.length / 2] ^= 1;
                Files.write(index.resolve(damaged), flipped);
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(reader::refresh)
                            .isInstanceOf(DamagedIndexException.class)
                            .hasMessageContaining(damaged + " must have the checksum")
                            .hasMessageContaining("whole is of lineage 1, checkpoint 1");
                    assertThat(TestingGraph.export(reader)).isEqualTo(before);
                }
                try (GraphReader lastGood = GraphReader.openLastGood(index.toString())) {
                    assertThat(lastGood.checkpoint()).isEqualTo(1);
                    assertThat(TestingGraph.export(lastGood)).isEqualTo(before);
                }
                Files.write(index.resolve(damaged), content);
                assertThat(reader.refresh()).isTrue();
                assertThat(reader.checkpoint()).isEqualTo(2);
            }
        }
    }

    @Test
    void aDamagedFileIsRefused() throws IOException {
        IndexManifest manifest;
        try (TestingWriters writers = TestingWriters.fresh(index, work, 1)) {
            writers.apply(List.of(GraphChange.upsert(ADA, 1)));
            manifest = writers.checkpoint(1);
        }
        StoredFile damaged = manifest.shards().get(0).files().stream()
                .filter(file -> file.name().endsWith(".cfs"))
                .findFirst()
                .orElseThrow();
        Path file = index.resolve(damaged.path());
        byte[] content = Files.readAllBytes(file);

        Files.delete(file);
        assertThatThrownBy(() -> GraphReader.open(index.toString()))
                .isInstanceOf(DamagedIndexException.class)
                .hasMessageContaining(damaged.path() + " is missing")
                .hasMessageContaining("no manifest before it is whole");
        assertThatThrownBy(() -> TestingWriters.restored(index, work, manifest))
                .isInstanceOf(DamagedIndexException.class)
                .hasMessageContaining(damaged.path())
                .hasMessageContaining("'./knowstream index rebuild'");
        Files.write(file, Arrays.copyOf(content, content.length - 1));
        assertThatThrownBy(() -> GraphReader.open(index.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must have " + content.length + " bytes (got " + (content.length - 1) + ")");
        content[content.length - 1]++;
        Files.write(file, content);
        assertThatThrownBy(() -> TestingWriters.restored(index, work, manifest))
                .isInstanceOf(DamagedIndexException.class)
                .hasMessageContaining(
                        "shard 0 of the index at " + index + " cannot be opened as it was at checkpoint 1")
                .hasMessageContaining(damaged.path() + " must have the checksum")
                .hasMessageContaining("'./knowstream index rebuild'");
    }
}
