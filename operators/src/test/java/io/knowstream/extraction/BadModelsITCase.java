package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.chunking.ChunkingConfig;
import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentUpdate;
import io.knowstream.graph.FailedDocument;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.GraphChange;
import io.knowstream.inference.InputRejectedException;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.inference.Retries;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import io.knowstream.resolution.ResolutionOperator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Documents that make a model fail, hang, refuse or find no memory, in the production operators. */
@Timeout(120)
class BadModelsITCase {

    private static final int PARALLELISM = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** A text that is refused, and how often the others fail before they are read. */
    private static final String REFUSED = "This text is refused whenever a model sees it.";

    private static final Map<String, Integer> FAILURES = Map.of(
            "This text finds no memory for the models at first.", 5,
            "This text breaks the models a few times more than a task tries.", 2 * Retries.ATTEMPTS,
            "This text makes a model hang for longer than is allowed.", 1);

    private static final Map<String, Integer> CALLS = new ConcurrentHashMap<>();
    private static final Map<String, GraphChange> GRAPH = new ConcurrentHashMap<>();
    private static final Map<String, FailedDocument> FAILED = new ConcurrentHashMap<>();

    private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(PARALLELISM)
            .setConfiguration(METRICS.addToConfiguration(new Configuration()))
            .build());

    @Test
    void whateverModelsDoTheGraphIsThatOfModelsThatWork() throws Exception {
        run(Model.WORKING);
        Map<String, String> expected = graph();
        assertThat(expected).hasSize(2 * documents().size());
        assertThat(FAILED.keySet()).containsExactly(REFUSED);

        GRAPH.clear();
        FAILED.clear();
        JobID job = run(Model.BAD);
        assertThat(graph()).isEqualTo(expected);
        assertThat(FAILED).containsOnlyKeys(REFUSED);
        assertThat(FAILED.get(REFUSED).reason())
                .contains("1 of 1 chunks can never be extracted", "not a finite number");
        FAILURES.forEach(
                (text, failures) -> assertThat(CALLS.get(text)).as(text).isGreaterThan(failures));
        assertThat(counted(job, "chunkRetries")).isPositive();
        assertThat(counted(job, "modelUnavailable")).isPositive();
    }

    private static Map<String, String> graph() {
        Map<String, String> graph = new TreeMap<>();
        GRAPH.forEach((id, change) -> graph.put(
                id,
                change.toString().replaceAll("\\[F@[0-9a-f]+", "")
                        + (change.chunk() == null
                                ? ""
                                : Arrays.toString(change.chunk().embedding()))));
        return graph;
    }

    /** The sum over all attempts. */
    private static long counted(JobID job, String metric) {
        return METRICS.getMetricsByGroup().entrySet().stream()
                .filter(group ->
                        job.toString().equals(group.getKey().getAllVariables().get("<job_id>")))
                .map(group -> group.getValue().get(metric))
                .filter(Objects::nonNull)
                .mapToLong(counter -> ((Counter) counter).getCount())
                .sum();
    }

    private static List<DocumentUpdate> documents() {
        List<String> texts = new ArrayList<>(FAILURES.keySet());
        texts.add(REFUSED);
        for (int i = 0; i < 20; i++) {
            texts.add("This text is of no trouble to any model, and is of number " + i + ".");
        }
        return texts.stream()
                .sorted()
                .map(text -> DocumentUpdate.upsert(new Document(text, null, text, null, null)))
                .toList();
    }

    private static JobID run(Model model) throws Exception {
        Configuration settings = TestingTopology.settings(Duration.ofMillis(200));
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        environment.setParallelism(PARALLELISM);

        ChunkingConfig chunking = new ChunkingConfig(256, 16, 0, false, true, null);
        ExtractionConfig extraction = new ExtractionConfig("e", "r", "s", 0.5, 0.5, 2, 8, TIMEOUT, 0);
        DataStream<DocumentUpdate> updates = environment.fromData(
                TypeInformation.of(DocumentUpdate.class), documents().toArray(DocumentUpdate[]::new));
        ResolutionOperator.Streams resolved = TestingTopology.attach(updates, chunking, extraction, model);
        resolved.changes().map(new Folded(), Types.STRING).sinkTo(new DiscardingSink<>());
        resolved.failed().map(new Seen(), Types.STRING).sinkTo(new DiscardingSink<>());
        JobClient job = environment.executeAsync("bad models");
        job.getJobExecutionResult().get();
        return job.getJobID();
    }

    /** Keeps what the graph has in the end; what a restart repeats is the same. */
    private static final class Folded implements MapFunction<GraphChange, String> {
        private static final long serialVersionUID = 1;

        @Override
        public String map(GraphChange change) {
            GRAPH.put(change.kind() + " " + change.id(), change);
            return change.id();
        }
    }

    private static final class Seen implements MapFunction<FailedDocument, String> {
        private static final long serialVersionUID = 1;

        @Override
        public String map(FailedDocument failed) {
            FAILED.put(failed.document().id(), failed);
            return failed.document().id();
        }
    }

    enum Model implements ChunkReader.Opening {
        WORKING,
        BAD;

        @Override
        public ChunkReader open(ExtractionConfig config, Recorder recorder, String task) {
            return new EncoderReader(new Extractors(this == BAD), config.threads(), config.timeout(), recorder, task);
        }
    }

    private record Extractors(boolean bad) implements ChunkExtractor.Source {

        @Override
        public ChunkExtractor newExtractor() {
            return this::extract;
        }

        private ChunkExtraction extract(String text, GlobalContext context, StageClock clock) {
            if (text.equals(REFUSED)) {
                throw new InputRejectedException("not a finite number");
            }
            if (bad && FAILURES.containsKey(text) && CALLS.merge(text, 1, Integer::sum) <= FAILURES.get(text)) {
                fail(text);
            }
            return new ChunkExtraction(List.of(), List.of(), new float[] {text.hashCode()});
        }

        private static void fail(String text) {
            if (text.contains("memory")) {
                throw new ModelUnavailableException("no memory came free");
            }
            if (text.contains("hang")) {
                hang();
            }
            throw new ModelException("broken");
        }

        /** Until it is interrupted, as the task is closed. */
        private static void hang() {
            try {
                new CountDownLatch(1).await(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {}
    }
}
