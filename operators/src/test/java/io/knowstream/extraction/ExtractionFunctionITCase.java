package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.GlobalContext;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExtractionFunctionITCase {

    private static final ConfigurationFingerprint CONFIGURATION =
            new ConfigurationFingerprint("whole", "models", "smaller models", true, false, true);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(3)
            .build());

    @Test
    void resultsDoNotDependOnParallelismThreadsOrCache() throws Exception {
        List<ChunkTask> chunks = chunks();
        List<ChunkResult> expected = new ArrayList<>();
        try (ExtractionModels models =
                new ExtractionModels(config(1, 0), InferenceConfig.of(512L << 20), Recorder.NONE)) {
            Extractor extractor = models.newExtractor();
            for (ChunkTask chunk : chunks) {
                expected.add(new ChunkResult(
                        chunk.documentId(),
                        chunk.revision(),
                        chunk.chunkId(),
                        chunk.fingerprint(),
                        extractor.extract(chunk.text(), chunk.context(), StageClock.OFF),
                        null));
            }
        }

        assertThat(run(chunks, 1, config(1, 0))).usingRecursiveComparison().isEqualTo(expected);
        assertThat(run(chunks, 3, config(2, 1 << 20)))
                .usingRecursiveComparison()
                .isEqualTo(expected);
    }

    private static List<ChunkResult> run(List<ChunkTask> chunks, int parallelism, ExtractionConfig config)
            throws Exception {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(
                new Configuration().set(PipelineOptions.GENERIC_TYPES, false));
        environment.setParallelism(parallelism);
        List<ChunkResult> results = new ArrayList<>();
        try (CloseableIterator<ChunkResult> found = ExtractionFunction.attach(
                        environment.fromData(chunks), config, config, InferenceConfig.of(512L << 20), CONFIGURATION)
                .executeAndCollect()) {
            found.forEachRemaining(results::add);
        }
        results.sort(Comparator.comparing(ChunkResult::chunkId));
        return results;
    }

    private static List<ChunkTask> chunks() {
        String[] texts = {
            "Marie Curie was born in Warsaw, Poland, on 7 November 1867.",
            "The Eiffel Tower in Paris was completed in 1889. Gustave Eiffel's company built it.",
            " \uD83D\uDE80 ",
            "Alan Turing worked at Bletchley Park. Turing was born in London.",
        };
        List<ChunkTask> chunks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String text = texts[i % texts.length];
            GlobalContext context = i % 8 < 4 ? null : new GlobalContext("A title", List.of("term"), "A lead.");
            chunks.add(new ChunkTask(
                    "document " + i / 2,
                    i,
                    "chunk %02d".formatted(i),
                    CONFIGURATION.chunk(text, context, false),
                    text,
                    context));
        }
        return chunks;
    }

    private static ExtractionConfig config(int threads, long cacheBytes) {
        return new ExtractionConfig(
                ModelCatalogue.ENTITIES,
                ModelCatalogue.RELATIONS,
                ModelCatalogue.EMBEDDING,
                0.3,
                0.5,
                threads,
                8,
                Duration.ofMinutes(1),
                cacheBytes);
    }
}
