package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.GlobalContext;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Chunks that are in extraction when the configuration changes. */
@SuppressWarnings("try") // the harness declares close() throws Exception
class ExtractionUnderWayTest {

    private static final int MAX_PARALLELISM = 16;
    private static final GlobalContext CONTEXT = new GlobalContext("Title", List.of("term"), "lead");

    /** A reader of these models finds a vector that says which they are, or never finds anything. */
    private record Models(float id, boolean answering) implements ChunkReader.Opening {
        @Override
        public ChunkReader open(ExtractionConfig config, Recorder recorder, String task) {
            ChunkExtraction found = new ChunkExtraction(List.of(), List.of(), new float[] {id});
            return new ChunkReader() {
                @Override
                public CompletableFuture<ChunkExtraction> read(String text, GlobalContext context, StageClock clock) {
                    return answering ? CompletableFuture.completedFuture(found) : new CompletableFuture<>();
                }

                @Override
                public void close() {}
            };
        }
    }

    @Test
    void otherModelsNeverAnswerForThoseThatWereAsked() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness("A", new Models(1, false), 1, 0)) {
            harness.open();
            send(harness, task("A", "d", 1, "one", false), task("A", "d", 1, "two", true));
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = restored("B", new Models(2, true), snapshot, 1, 0)) {
            send(harness, task("B", "e", 1, "one", false));
            harness.endInput();
            assertThat(harness.extractOutputValues())
                    .extracting(ChunkResult::documentId)
                    .as("the provisional chunk has the same smaller models under both")
                    .containsExactlyInAnyOrder("d", "e");
            assertThat(answers(harness)).containsExactlyInAnyOrder("two:smaller:2.0", "one:B:2.0");
        }
        try (var harness = restored("B", new Models(2, false), snapshot, 1, 0)) {
            snapshot = harness.snapshot(2, 2);
        }
        try (var harness = restored("A", new Models(1, true), snapshot, 1, 0)) {
            harness.endInput();
            assertThat(answers(harness)).containsExactlyInAnyOrder("one:A:1.0", "two:smaller:1.0");
        }
    }

    @Test
    void whatWasSetAsideWaitsThroughRestoresAtAnyParallelism() throws Exception {
        OperatorSubtaskState snapshot;
        List<String> expected = new ArrayList<>();
        try (var harness = harness("A", new Models(1, false), 1, 0)) {
            harness.open();
            for (int i = 0; i < 20; i++) {
                send(harness, task("A", "d" + i, 1, "text " + i, false));
                expected.add("text " + i + ":A:1.0");
            }
            snapshot = harness.snapshot(1, 1);
        }
        List<OperatorSubtaskState> parts = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            try (var harness = restored("B", new Models(2, true), snapshot, 3, subtask)) {
                parts.add(harness.snapshot(2, 2));
                harness.endInput();
                assertThat(harness.extractOutputValues()).isEmpty();
            }
        }
        snapshot = AbstractStreamOperatorTestHarness.repackageState(parts.toArray(OperatorSubtaskState[]::new));
        List<String> answers = new ArrayList<>();
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState part = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    snapshot, MAX_PARALLELISM, 3, 2, subtask);
            try (var harness = harness("A", new Models(1, true), 2, subtask)) {
                harness.initializeState(part);
                harness.open();
                harness.endInput();
                assertThat(harness.extractOutputValues()).isNotEmpty();
                answers.addAll(answers(harness));
            }
        }
        assertThat(answers).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void whatIsReplacedIsForgotten() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness("A", new Models(1, false), 1, 0)) {
            harness.open();
            send(harness, task("A", "d", 1, "one", false), task("A", "e", 1, "one", false));
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = restored("B", new Models(2, true), snapshot, 1, 0)) {
            send(harness, task("B", "d", 2, "other", false));
            harness.endInput();
            snapshot = harness.snapshot(2, 2);
        }
        try (var harness = restored("A", new Models(1, true), snapshot, 1, 0)) {
            harness.endInput();
            assertThat(harness.extractOutputValues())
                    .extracting(ChunkResult::documentId)
                    .containsExactly("e");
        }
    }

    private static void send(OneInputStreamOperatorTestHarness<ChunkTask, ChunkResult> harness, ChunkTask... tasks)
            throws Exception {
        for (ChunkTask task : tasks) {
            harness.processElement(task, 0);
        }
    }

    /** Text, what was asked and who answered. */
    private static List<String> answers(OneInputStreamOperatorTestHarness<ChunkTask, ChunkResult> harness) {
        return harness.extractOutputValues().stream()
                .map(result -> result.chunkId() + ":" + asked(result) + ":"
                        + result.extraction().embedding()[0])
                .toList();
    }

    private static String asked(ChunkResult result) {
        for (String configuration : List.of("A", "B")) {
            if (configuration(configuration)
                    .chunk(result.chunkId(), CONTEXT, false)
                    .equals(result.fingerprint())) {
                return configuration;
            }
        }
        return "smaller";
    }

    private static ChunkTask task(
            String configuration, String documentId, long revision, String text, boolean provisional) {
        String fingerprint = configuration(configuration).chunk(text, CONTEXT, provisional);
        return new ChunkTask(documentId, revision, text, fingerprint, text, CONTEXT, provisional);
    }

    private static ConfigurationFingerprint configuration(String models) {
        return new ConfigurationFingerprint("all of " + models, models, "smaller", true, false, true);
    }

    private static OneInputStreamOperatorTestHarness<ChunkTask, ChunkResult> restored(
            String configuration, Models models, OperatorSubtaskState snapshot, int parallelism, int subtask)
            throws Exception {
        var harness = harness(configuration, models, parallelism, subtask);
        harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                snapshot, MAX_PARALLELISM, 1, parallelism, subtask));
        harness.open();
        return harness;
    }

    private static OneInputStreamOperatorTestHarness<ChunkTask, ChunkResult> harness(
            String configuration, Models models, int parallelism, int subtask) throws Exception {
        ExtractionConfig config = new ExtractionConfig("e", "r", "s", 0.5, 0.5, 1, 32, Duration.ofMinutes(1), 0);
        var harness = new OneInputStreamOperatorTestHarness<>(
                ExtractionFunction.operator(
                        new ExtractionFunction(config, config, PoolConfig.of(1), models),
                        config.capacity(),
                        configuration(configuration)),
                MAX_PARALLELISM,
                parallelism,
                subtask);
        harness.getStreamConfig()
                .setupNetworkInputs(TypeInformation.of(ChunkTask.class).createSerializer(new SerializerConfigImpl()));
        harness.getStreamConfig().serializeAllConfigs();
        return harness;
    }
}
