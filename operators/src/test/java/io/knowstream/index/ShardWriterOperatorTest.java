package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.GraphChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWriterOperatorTest {

    private static final int MAX_PARALLELISM = 16;
    private static final int SHARDS = 5;

    @TempDir
    private Path index;

    @TempDir
    private Path work;

    private final ShardRouting routing = new ShardRouting(
            SHARDS, MAX_PARALLELISM, key -> KeyGroupRangeAssignment.assignToKeyGroup(key, MAX_PARALLELISM));

    private static final class Subtask
            extends KeyedOneInputStreamOperatorTestHarness<Integer, GraphChange, ShardCommit> {
        Subtask(int parallelism, int subtask, IndexConfig config, ShardRouting routing) throws Exception {
            super(
                    new ShardWriterOperator(config, routing),
                    change -> routing.keyOf(routing.shardOf(change.id())),
                    Types.INT,
                    MAX_PARALLELISM,
                    parallelism,
                    subtask);
        }
    }

    @Test
    void aRescaleMovesShardsAndForgetsWhatCameAfterTheCheckpoint() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<GraphChange> past = TestingGraph.changes(random, 200);
        List<GraphChange> lost = TestingGraph.changes(random, 100);
        List<GraphChange> future = TestingGraph.changes(random, 200);

        List<OperatorSubtaskState> states = new ArrayList<>();
        TreeMap<Integer, ShardCommit> before = new TreeMap<>();
        List<Subtask> two = open(2, null);
        for (Subtask subtask : two) {
            process(subtask, past, 2);
            subtask.prepareSnapshotPreBarrier(4);
            states.add(subtask.snapshot(4, 4));
            before.putAll(commits(subtask));
            process(subtask, lost, 2);
            subtask.prepareSnapshotPreBarrier(5);
            subtask.close();
        }
        OperatorSubtaskState checkpoint =
                AbstractStreamOperatorTestHarness.repackageState(states.toArray(OperatorSubtaskState[]::new));
        assertThat(before.keySet()).hasSize(SHARDS);

        TreeMap<Integer, ShardCommit> after = new TreeMap<>();
        for (Subtask subtask : open(3, checkpoint)) {
            process(subtask, future, 3);
            subtask.endInput();
            assertThat(subtask.getOutput()).isNotEmpty();
            after.putAll(commits(subtask));
            subtask.getOutput().clear();
            subtask.prepareSnapshotPreBarrier(9);
            assertThat(subtask.getOutput()).as("nothing is sent after the end").isEmpty();
            subtask.close();
        }
        assertThat(after.keySet()).hasSize(SHARDS);
        after.values().forEach(commit -> {
            assertThat(commit.checkpoint()).isEqualTo(5);
            assertThat(commit.version()).isEqualTo(before.get(commit.shard()).version() + 1);
        });

        SegmentStore store = SegmentStore.at(index.toString());
        ManifestLog log = ManifestLog.open(store, index.toString(), SHARDS);
        log.publish(new IndexManifest(IndexManifest.FORMAT, 1, 5, 1, new ArrayList<>(after.values())));
        List<GraphChange> all = new ArrayList<>(past);
        all.addAll(future);
        TestingGraph.publish(work.resolve("fresh"), work, 2, TestingGraph.survivors(all, random));
        assertThat(TestingGraph.export(index)).isNotEmpty().isEqualTo(TestingGraph.export(work.resolve("fresh")));
    }

    @Test
    void everyShardCommitsAtEveryCheckpointAndUnchangedOnesStayAsTheyAre() throws Exception {
        try (Subtask subtask = open(1, null).get(0)) {
            subtask.prepareSnapshotPreBarrier(1);
            TreeMap<Integer, ShardCommit> first = commits(subtask);
            subtask.getOutput().clear();
            process(subtask, List.of(GraphChange.upsert(TestingGraph.entity("Person", "Ada", 1), 1)), 1);
            subtask.prepareSnapshotPreBarrier(2);
            TreeMap<Integer, ShardCommit> second = commits(subtask);

            assertThat(second.keySet()).hasSize(SHARDS).isEqualTo(first.keySet());
            assertThat(second.values().stream().filter(commit -> !commit.files()
                            .equals(first.get(commit.shard()).files())))
                    .hasSize(1)
                    .allSatisfy(commit -> assertThat(commit.version()).isEqualTo(2));
        }
    }

    @Test
    void aStartFromASavepointOfAnotherKindOfIndexNeedsAWord() throws Exception {
        OperatorSubtaskState nothing = OperatorSubtaskState.builder().build();
        IndexConfig config = new IndexConfig(index.toString(), SHARDS, 2, 5, 1 << 20, work.toString());
        Subtask without = new Subtask(1, 0, config, routing);
        without.setRestoredCheckpointId(7);
        assertThatThrownBy(() -> without.initializeState(nothing))
                .hasStackTraceContaining("has no state of an index of Lucene: set index.rebuild");
        without.close();
    }

    @Test
    void aSavepointIsMarkedBeforeItIsAcknowledgedAndACheckpointIsNot() throws Exception {
        SavepointMarkers markers = new SavepointMarkers(SegmentStore.at(index.toString()));
        try (Subtask subtask = open(1, null).get(0)) {
            subtask.prepareSnapshotPreBarrier(1);
            subtask.snapshot(1, 1);
            assertThat(markers.read()).isEmpty();

            process(subtask, List.of(GraphChange.upsert(TestingGraph.entity("Person", "Ada", 1), 1)), 1);
            for (long savepoint = 2; savepoint <= 3; savepoint++) {
                subtask.prepareSnapshotPreBarrier(savepoint);
                subtask.snapshotWithLocalState(savepoint, 77, SavepointType.savepoint(SavepointFormatType.CANONICAL));
            }
            assertThat(markers.read()).hasSize(2);
            List<SavepointMarkers.Marker> second = markers.read().firstEntry().getValue();
            assertThat(second).allSatisfy(marker -> {
                assertThat(marker.checkpoint()).isEqualTo(2);
                assertThat(marker.timestamp()).isEqualTo(77);
            });
            TreeMap<Integer, ShardCommit> commits = commits(subtask);
            assertThat(second.stream().map(marker -> marker.commit().files()))
                    .containsExactlyInAnyOrderElementsOf(
                            commits.values().stream().map(ShardCommit::files).toList());

            subtask.getOneInputOperator().notifyCheckpointAborted(3);
            assertThat(markers.read()).hasSize(1);
            subtask.notifyOfCompletedCheckpoint(2);
            subtask.getOneInputOperator().notifyCheckpointAborted(2);
            assertThat(markers.read()).as("completed, so it stays").hasSize(1);
        }
    }

    private List<Subtask> open(int parallelism, OperatorSubtaskState state) throws Exception {
        IndexConfig config = new IndexConfig(index.toString(), SHARDS, 2, 5, 1 << 20, work.toString());
        List<Subtask> subtasks = new ArrayList<>();
        for (int i = 0; i < parallelism; i++) {
            Subtask subtask = new Subtask(parallelism, i, config, routing);
            if (state != null) {
                subtask.setRestoredCheckpointId(4);
                subtask.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, MAX_PARALLELISM, 2, parallelism, i));
            }
            subtask.open();
            subtasks.add(subtask);
        }
        return subtasks;
    }

    /** Those of the changes that are this subtask's. */
    private void process(Subtask subtask, List<GraphChange> changes, int parallelism) throws Exception {
        int index = subtask.getEnvironment().getTaskInfo().getIndexOfThisSubtask();
        for (GraphChange change : changes) {
            int key = routing.keyOf(routing.shardOf(change.id()));
            if (KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, parallelism) == index) {
                subtask.processElement(change, 0);
            }
        }
    }

    private static TreeMap<Integer, ShardCommit> commits(Subtask subtask) {
        TreeMap<Integer, ShardCommit> commits = new TreeMap<>();
        subtask.extractOutputValues().forEach(commit -> commits.put(commit.shard(), commit));
        return commits;
    }
}
