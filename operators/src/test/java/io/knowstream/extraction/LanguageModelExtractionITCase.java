package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.chunking.ChunkingConfig;
import io.knowstream.chunking.ChunkingOperator;
import io.knowstream.chunking.PreparationFunction;
import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.CodePoints;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.Document;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Mention;
import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.inference.roles.TestingLanguageModels;
import io.knowstream.resolution.ResolutionConfig;
import io.knowstream.resolution.ResolutionOperator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Documents to a graph by the production operators, with three language models of random weights that share one place in
 * memory: whatever they say is grounded in the text, and the same however the work is split.
 */
@Timeout(300)
class LanguageModelExtractionITCase {

    private static final int PARALLELISM = 2;
    private static final long CACHE = 1 << 20;

    @TempDir
    static Path folder;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(PARALLELISM)
            .build());

    /** Everything that was said of each chunk, in this run: one thing, if it does not depend on the attempt. */
    private static final Map<String, Set<String>> SAID = new ConcurrentHashMap<>();

    private static final Map<String, ChunkTask> TASKS = new ConcurrentHashMap<>();
    private static final Map<String, ChunkResult> RESULTS = new ConcurrentHashMap<>();
    /** Changes of the graph by what they change; the last one counts. */
    private static final Map<String, String> GRAPH = new ConcurrentSkipListMap<>();
    /** Results until one fails; negative for never. */
    private static final AtomicInteger FAIL_AFTER = new AtomicInteger(-1);

    @BeforeAll
    static void write() throws IOException {
        TestingLanguageModels.write(folder);
    }

    @BeforeEach
    void begin() {
        FAIL_AFTER.set(-1);
    }

    private record Outcome(Map<String, Set<String>> said, Map<String, String> graph) {}

    private static Outcome run(int parallelism, int threads, long cacheBytes) throws Exception {
        SAID.clear();
        TASKS.clear();
        RESULTS.clear();
        GRAPH.clear();
        Configuration settings = new Configuration();
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 2);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        environment.setParallelism(parallelism);

        InferenceConfig inference = new InferenceConfig(
                new CatalogueConfig(folder.toString(), TestingLanguageModels.CATALOGUE),
                new PoolConfig(256L << 20, 1, Duration.ofMinutes(5), 32L << 20, Duration.ZERO, null));
        ChunkingConfig chunking = new ChunkingConfig(192, 32, 16, false, true, true, null, "lm-plain");
        ExtractionConfig extraction = new ExtractionConfig(
                "lm-bits",
                "lm-floats",
                ModelCatalogue.EMBEDDING,
                0,
                0,
                threads,
                2 * threads,
                Duration.ofMinutes(1),
                cacheBytes);
        ConfigurationFingerprint configuration = new ConfigurationFingerprint(
                "whole",
                extraction.fingerprint(ModelCatalogue.of(inference.catalogue())),
                "degraded",
                true,
                true,
                true);
        DataStream<AdmittedDocument> admitted =
                environment.fromData(TypeInformation.of(AdmittedDocument.class), documents());
        ChunkingOperator.Streams chunked = ChunkingOperator.attach(
                PreparationFunction.attach(admitted, chunking, inference, cacheBytes, configuration),
                Duration.ofDays(7),
                configuration);
        DataStream<ChunkTask> tasks = chunked.tasks()
                .map(
                        new Remember<>(task -> {
                            TASKS.put(task.chunkId(), task);
                        }),
                        TypeInformation.of(ChunkTask.class));
        DataStream<ChunkResult> results = ExtractionFunction.attach(
                        tasks, extraction, extraction, inference, configuration)
                .map(new Remember<>(LanguageModelExtractionITCase::remember), TypeInformation.of(ChunkResult.class));
        ResolutionOperator.Streams resolved =
                ResolutionOperator.attach(chunked.manifests(), results, new ResolutionConfig(true, Duration.ofDays(7)));
        resolved.failed().sinkTo(new DiscardingSink<>());
        resolved.changes()
                .map(
                        new Remember<>(change -> GRAPH.put(change.kind() + " " + change.id(), content(change))),
                        TypeInformation.of(GraphChange.class))
                .sinkTo(new DiscardingSink<>());
        environment.execute("language models");
        return new Outcome(new TreeMap<>(SAID), new TreeMap<>(GRAPH));
    }

    private static void remember(ChunkResult result) {
        if (FAIL_AFTER.getAndDecrement() == 0) {
            throw new IllegalStateException("fails once");
        }
        ChunkExtraction found = result.extraction();
        RESULTS.put(result.chunkId(), result);
        SAID.computeIfAbsent(result.chunkId() + " " + result.fingerprint(), chunk -> ConcurrentHashMap.newKeySet())
                .add(result.failure() + " " + found.mentions() + " " + found.relations() + " "
                        + Ids.hash(Arrays.toString(found.embedding())));
    }

    /** Without vectors, which the chunks' results are compared by, and revisions, which count changes on the way. */
    private static String content(GraphChange change) {
        return change.toString().replaceAll("\\[F@[0-9a-f]+|revision=\\d+", "");
    }

    private static AdmittedDocument[] documents() {
        String[] texts = {
            "Marie Curie was born in Warsaw, Poland, on 7 November 1867.",
            "The Eiffel Tower in Paris was completed in 1889. Gustave Eiffel's company built it. "
                    + "It is made of iron. "
                    + "Every year seven million people climb it, of whom many come from abroad; none of them has to walk.",
            "\uD83D\uDE80 Alan Turing worked at Bletchley Park. Turing was born in London.",
            "Name: none\nType: Person\n\uD83D\uDE80\uD83D\uDE80",
        };
        AdmittedDocument[] documents = new AdmittedDocument[6];
        for (int i = 0; i < documents.length; i++) {
            String id = "d" + i;
            String title = i % 2 == 0 ? null : "A title of " + i % 4;
            documents[i] =
                    new AdmittedDocument(id, i + 1, new Document(id, title, texts[i % texts.length], null, null));
        }
        return documents;
    }

    @Test
    void whatIsFoundStandsInTheTextAndDoesNotDependOnHowTheWorkIsSplit() throws Exception {
        Outcome expected = run(1, 1, 0);
        assertThat(expected.said).hasSizeGreaterThan(6).allSatisfy((chunk, said) -> assertThat(said)
                .hasSize(1));
        assertThat(expected.graph).isNotEmpty();
        assertGrounded();

        assertThat(run(2, 2, CACHE)).isEqualTo(expected);
        assertThat(run(1, 2, CACHE)).isEqualTo(expected);

        FAIL_AFTER.set(4);
        assertThat(run(2, 1, 0)).isEqualTo(expected);
        assertThat(FAIL_AFTER.get()).as("it failed in between").isLessThan(-1);
    }

    private static void assertGrounded() {
        int mentions = 0;
        int relations = 0;
        for (ChunkResult result : RESULTS.values()) {
            assertThat(result.failure()).isNull();
            CodePoints text = CodePoints.of(TASKS.get(result.chunkId()).text());
            List<Mention> found = result.extraction().mentions();
            for (Mention mention : found) {
                assertThat(mention.text()).isNotBlank().isEqualTo(text.slice(mention.span()));
            }
            for (ChunkRelation relation : result.extraction().relations()) {
                assertThat(relation.subject()).isBetween(0, found.size() - 1).isNotEqualTo(relation.object());
                assertThat(relation.object()).isBetween(0, found.size() - 1);
                assertThat(text.slice(relation.evidence()))
                        .contains(found.get(relation.subject()).text());
            }
            mentions += found.size();
            relations += result.extraction().relations().size();
        }
        assertThat(mentions).isPositive();
        assertThat(relations).isPositive();
    }

    /** Passes on what it shows. */
    private record Remember<T>(Showing<T> showing) implements MapFunction<T, T> {
        private static final long serialVersionUID = 1;

        @Override
        public T map(T value) {
            showing.accept(value);
            return value;
        }
    }

    private interface Showing<T> extends java.io.Serializable {
        void accept(T value);
    }
}
