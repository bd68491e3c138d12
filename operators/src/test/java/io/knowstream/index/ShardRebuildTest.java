package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.GraphChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.lucene.util.IOUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards whose files are lost or damaged are refused, or begin anew where a rebuild is asked for. */
class ShardRebuildTest {

    private static final int MAX_PARALLELISM = 16;
    private static final int SHARDS = 3;

    @TempDir
    private Path folder;

    private final ShardRouting routing = new ShardRouting(
            SHARDS, MAX_PARALLELISM, key -> KeyGroupRangeAssignment.assignToKeyGroup(key, MAX_PARALLELISM));
    private final TreeMap<Integer, ShardCommit> before = new TreeMap<>();
    private List<GraphChange> changes;
    private Path index;
    private OperatorSubtaskState state;

    @BeforeEach
    void writeAnIndex() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        index = folder.resolve("index");
        changes = TestingGraph.survivors(TestingGraph.changes(random, 300), random);
        try (Subtask subtask = open(null, null)) {
            subtask.process(changes);
            subtask.prepareSnapshotPreBarrier(1);
            subtask.process(List.of(TestingGraph.delete(GraphChange.Kind.ENTITY, "unknown")));
            subtask.prepareSnapshotPreBarrier(4);
            before.putAll(subtask.commits());
            state = subtask.snapshot(4, 4);
        }
    }

    @Test
    void aLostIndexIsRefusedWithAWayOut() throws Exception {
        IOUtils.rm(index);
        assertThatThrownBy(() -> open(state, null))
                .hasMessageContaining("shard 0 of the index at " + index)
                .hasMessageContaining("checkpoint 4")
                .hasMessageContaining("index.rebuild")
                .rootCause()
                .hasMessageContaining(before.get(0).files().get(0).path());
    }

    @Test
    void aDamagedByteIsRefusedWhereverItIs() throws Exception {
        Path file = index.resolve(before.get(1).files().get(0).path());
        byte[] bytes = Files.readAllBytes(file);
        for (int at : new int[] {0, bytes.length / 2, bytes.length - 1}) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            assertThatThrownBy(() -> open(state, null))
                    .as("byte %d of %d", at, bytes.length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("shard 1 of the index");
        }
    }

    @Test
    void aRebuiltShardHasWhatIsSentAndNothingElse() throws Exception {
        IOUtils.rm(index);
        List<GraphChange> half = changes.subList(0, changes.size() / 2);
        OperatorSubtaskState after;
        try (Subtask subtask = open(state, "a")) {
            subtask.process(half);
            subtask.prepareSnapshotPreBarrier(5);
            TreeMap<Integer, ShardCommit> commits = subtask.commits();
            commits.forEach((shard, commit) -> {
                assertThat(commit.version()).isEqualTo(before.get(shard).version() + 1);
                assertThat(commit.attempt()).isGreaterThan(before.get(shard).attempt());
            });
            publish(commits, 5);
            after = subtask.snapshot(5, 5);
        }
        assertThat(TestingGraph.export(index)).isEqualTo(exportOf(half));
        try (Subtask subtask = open(after, "a")) {
            subtask.process(changes.subList(half.size(), changes.size()));
            subtask.prepareSnapshotPreBarrier(6);
            publish(subtask.commits(), 6);
        }
        assertThat(TestingGraph.export(index)).as("nothing is begun anew twice").isEqualTo(exportOf(changes));
    }

    @Test
    void aRebuildBesideFilesThatAreThereLeavesThemOut() throws Exception {
        try (Subtask subtask = open(state, "a")) {
            subtask.process(changes.subList(0, 3));
            subtask.prepareSnapshotPreBarrier(5);
            publish(subtask.commits(), 5);
        }
        assertThat(TestingGraph.export(index)).isEqualTo(exportOf(changes.subList(0, 3)));
    }

    @Test
    void claimsOfALostIndexAreNotTakenAgain() throws Exception {
        SegmentStore store = SegmentStore.at(index.toString());
        long last = new Claims(store, ManifestLog.open(store, index.toString(), SHARDS)).claim("last");
        IndexManifest restored =
                new IndexManifest(IndexManifest.FORMAT, last, 4, last, new ArrayList<>(before.values()));
        IOUtils.rm(index);
        ManifestLog log = ManifestLog.open(store, index.toString(), SHARDS);
        Claims claims = new Claims(store, log);
        claims.claim("a shard");
        ShardGatherer gatherer = ShardGatherer.restored(log, claims, restored, true);
        assertThat(log.headName()).as("what is lost is not published").isEmpty();
        for (ShardCommit commit : before.values()) {
            gatherer.add(new ShardCommit(commit.shard(), 1, 5, commit.version() + 1, List.of()));
        }
        IndexManifest first = gatherer.seal().orElseThrow();
        assertThat(first.lineage()).isEqualTo(last);
        assertThat(first.attempt()).isGreaterThan(last);
        assertThat(log.publish(first)).isEqualTo(ManifestLog.Outcome.PUBLISHED);
        assertThat(claims.claim("a start without state")).isGreaterThan(last);
    }

    /** What is sent again is in the first manifest as a whole, as every change of a document is in one. */
    @Test
    void noBarrierOvertakesChangesOnTheirWayToTheShards() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TypeInformation<GraphChange> type = TypeInformation.of(GraphChange.class);
        DataStream<GraphChange> both = env.fromData(changes, type).union(env.fromData(changes, type));
        IndexSink.attach(both, config("a"), MAX_PARALLELISM);
        StreamGraph graph = env.getStreamGraph();
        StreamNode shards = graph.getStreamNodes().stream()
                .filter(node -> node.getOperatorName().equals("index-shards"))
                .findFirst()
                .orElseThrow();
        assertThat(shards.getInEdges()).hasSize(2).allSatisfy(edge -> assertThat(
                        edge.getPartitioner().isSupportsUnalignedCheckpoint())
                .isFalse());
    }

    private void publish(TreeMap<Integer, ShardCommit> commits, long checkpoint) throws IOException {
        ManifestLog.open(SegmentStore.at(index.toString()), index.toString(), SHARDS)
                .publish(new IndexManifest(IndexManifest.FORMAT, 1, checkpoint, 1, new ArrayList<>(commits.values())));
    }

    private String exportOf(List<GraphChange> graph) throws IOException {
        Path fresh = Files.createTempDirectory(folder, "fresh");
        TestingGraph.publish(fresh.resolve("index"), fresh.resolve("work"), 2, graph);
        return TestingGraph.export(fresh.resolve("index"));
    }

    private IndexConfig config(String token) {
        return new IndexConfig(
                index.toString(),
                SHARDS,
                2,
                5,
                1 << 20,
                100,
                folder.resolve("work").toString(),
                token);
    }

    private Subtask open(OperatorSubtaskState restored, String token) throws Exception {
        Subtask subtask = new Subtask(config(token), routing);
        try {
            if (restored != null) {
                subtask.setRestoredCheckpointId(4);
                subtask.initializeState(restored);
            }
            subtask.open();
            return subtask;
        } catch (Exception e) {
            subtask.getOneInputOperator().close();
            try (Stream<Path> left = Files.list(folder.resolve("work"))) {
                assertThat(left).as("local files of a refused start").isEmpty();
            }
            throw e;
        }
    }

    private static final class Subtask
            extends KeyedOneInputStreamOperatorTestHarness<Integer, GraphChange, ShardCommit> {

        Subtask(IndexConfig config, ShardRouting routing) throws Exception {
            super(
                    new ShardWriterOperator(config, routing),
                    change -> routing.keyOf(routing.shardOf(change.id())),
                    Types.INT,
                    MAX_PARALLELISM,
                    1,
                    0);
        }

        void process(List<GraphChange> changes) throws Exception {
            for (GraphChange change : changes) {
                processElement(change, 0);
            }
        }

        TreeMap<Integer, ShardCommit> commits() {
            TreeMap<Integer, ShardCommit> commits = new TreeMap<>();
            extractOutputValues().forEach(commit -> commits.put(commit.shard(), commit));
            return commits;
        }
    }
}
