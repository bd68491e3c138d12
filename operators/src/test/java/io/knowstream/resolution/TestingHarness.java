package io.knowstream.resolution;

import io.knowstream.graph.GraphChange;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** Subtasks of operators on RocksDB, as in production, without Kryo. */
final class TestingHarness {

    static final int MAX_PARALLELISM = 16;

    private TestingHarness() {}

    /**
     * Opens a subtask.
     *
     * @param state of all subtasks of the run before; null for none
     * @param from the parallelism of that run
     * @param to the parallelism of this one
     */
    static <I> KeyedOneInputStreamOperatorTestHarness<String, I, GraphChange> open(
            SendAgainOperator<I> operator,
            KeySelector<I, String> key,
            OperatorSubtaskState state,
            int from,
            int to,
            int subtask)
            throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(operator, key, Types.STRING, MAX_PARALLELISM, to, subtask);
        harness.setStateBackend(new EmbeddedRocksDBStateBackend());
        harness.getExecutionConfig()
                .configure(
                        new Configuration().set(PipelineOptions.GENERIC_TYPES, false),
                        TestingHarness.class.getClassLoader());
        harness.setup();
        if (state != null) {
            harness.setRestoredCheckpointId(1);
            harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    state, MAX_PARALLELISM, from, to, subtask));
        }
        harness.open();
        return harness;
    }

    /** A checkpoint. */
    static OperatorSubtaskState snapshot(AbstractStreamOperatorTestHarness<?> harness, long checkpoint)
            throws Exception {
        harness.prepareSnapshotPreBarrier(checkpoint);
        return harness.snapshot(checkpoint, checkpoint);
    }
}
