package io.knowstream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.documents.ModelMemory;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.index.GraphReader;
import io.knowstream.job.cli.LocalCluster;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.JsonLinesSource;
import io.knowstream.job.kafka.RawRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job while memory for models is limited: what it publishes is provisional, and in the end the export is byte
 * for byte that of a run that never degraded.
 */
class DegradeITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PARALLELISM = 2;
    private static final int LONGEST_CHUNK = 512;

    /** Documents that each reader has before the gate. */
    private static final int FREE = 8;

    private static volatile ModelMemory.Level level;
    private static volatile CompletableFuture<Void> changes;
    private static volatile CompletableFuture<Void> end;

    @TempDir
    private Path folder;

    /** Each reader of the source has ten: documents, a change of one of them, and at last a duplicate. */
    private final List<String> records = new ArrayList<>();

    private final List<String> survivors = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException {
        level = ModelMemory.Level.LIMITED;
        changes = new CompletableFuture<>();
        end = new CompletableFuture<>();
        List<ObjectNode> documents = new ArrayList<>();
        for (String line : TestingJob.demoDocuments()) {
            documents.add(((ObjectNode) JSON.readTree(line)).put("version", 1));
        }
        assertThat(documents).hasSize(PARALLELISM * FREE);
        documents.forEach(document -> survivors.add(document.toString()));
        records.addAll(survivors.subList(0, FREE));
        ObjectNode changed = documents
                .get(0)
                .deepCopy()
                .put("version", 2)
                .put("content", documents.get(5).get("content").asText());
        records.add(changed.toString());
        records.add(survivors.get(2));
        records.addAll(survivors.subList(FREE, 2 * FREE));
        records.add(JSON.createObjectNode()
                .put("id", documents.get(9).get("id").asText())
                .put("deleted", true)
                .put("version", 2)
                .toString());
        records.add(survivors.get(10));
        survivors.set(0, changed.toString());
        survivors.remove(9);
    }

    @AfterEach
    void letGo() {
        changes.complete(null);
        end.complete(null);
    }

    @Test
    void aBoundedRunThatNeverHasMemoryEndsAsOneThatAlwaysHad() throws Exception {
        Path index = folder.resolve("index");
        try (LocalCluster cluster = LocalCluster.start(folder.resolve("flink"), PARALLELISM, 0)) {
            JobClient job = start(cluster, config(index, "degrade"), gated());
            awaitProvisional(index);
            changes.complete(null);
            end.complete(null);
            job.getJobExecutionResult().get();
            assertThat(export(index)).isEqualTo(neverDegraded(cluster));
        }
    }

    @Test
    void aRunWithoutEndCatchesUpWhenMemoryIsAvailable() throws Exception {
        Path index = folder.resolve("index");
        try (LocalCluster cluster = LocalCluster.start(folder.resolve("flink"), 2 * PARALLELISM, 0)) {
            JobClient job = start(cluster, config(index, "degrade"), gated());
            awaitProvisional(index);
            assertThat(metric(cluster, "reprocessOutstanding")).isEqualTo(PARALLELISM * FREE);
            assertThat(metric(cluster, "documentsProvisional")).isEqualTo(PARALLELISM * FREE);
            assertThat(metric(cluster, "documentsReprocessed")).isZero();

            // First the changes, so that the line has lost two documents before it moves.
            level = ModelMemory.Level.CRITICAL;
            changes.complete(null);
            await().atMost(PATIENCE).until(() -> metric(cluster, "reprocessOutstanding") == PARALLELISM * FREE - 2);
            level = ModelMemory.Level.AVAILABLE;

            await().atMost(PATIENCE).until(() -> metric(cluster, "reprocessOutstanding") == 0);
            assertThat(metric(cluster, "documentsReprocessed")).isEqualTo(PARALLELISM * FREE - 2);
            String expected = neverDegraded(cluster);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(export(index)).isEqualTo(expected));
            job.cancel().get();
        }
    }

    private void awaitProvisional(Path index) throws IOException {
        await().atMost(PATIENCE).until(() -> TestingJob.documents(index) == PARALLELISM * FREE);
        try (GraphReader reader = GraphReader.open(index.toString())) {
            assertThat(longestChunk(reader)).isGreaterThan(LONGEST_CHUNK / 4).isLessThanOrEqualTo(LONGEST_CHUNK / 2);
            assertThat(reader.counts().entities()).isPositive();
        }
    }

    private int longestChunk(GraphReader reader) throws IOException {
        int longest = 0;
        for (String survivor : survivors) {
            DocumentGraph graph =
                    reader.document(JSON.readTree(survivor).get("id").asText()).orElseThrow();
            assertThat(graph.chunks()).isNotEmpty();
            longest = Math.max(
                    longest,
                    graph.chunks().stream()
                            .mapToInt(chunk -> chunk.end() - chunk.start())
                            .max()
                            .orElseThrow());
        }
        return longest;
    }

    /** The export of a run over the survivors that always waits. */
    private String neverDegraded(LocalCluster cluster) throws Exception {
        Path file = Files.write(folder.resolve("survivors.jsonl"), survivors, StandardCharsets.UTF_8);
        Path index = folder.resolve("never-degraded");
        JobClient job = start(
                cluster,
                config(index, "wait"),
                JsonLinesSource.of(new org.apache.flink.core.fs.Path(file.toUri()), "survivors"));
        job.getJobExecutionResult().get();
        try (GraphReader reader = GraphReader.open(index.toString())) {
            assertThat(longestChunk(reader)).isGreaterThan(LONGEST_CHUNK / 2);
        }
        return export(index);
    }

    private static JobClient start(LocalCluster cluster, JobConfig config, Source<RawRecord, ?, ?> documents)
            throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                config.flink().toFlink());
        env.setParallelism(PARALLELISM);
        Pipeline.build(env, config, new Ends(documents, new DiscardingSink<>(), null), TestingMemory::new);
        return cluster.submit(env);
    }

    private static JobConfig config(Path index, String whenLimited) {
        return JobConfig.of(EffectiveConfiguration.load(
                null,
                Map.of(
                        "index.path",
                        index.toString(),
                        "checkpoint.interval",
                        "500 ms",
                        "chunking.max",
                        Integer.toString(LONGEST_CHUNK),
                        "models.when-limited",
                        whenLimited,
                        "reprocess.rate",
                        "20")));
    }

    private Source<RawRecord, ?, ?> gated() {
        List<String> lines = List.copyOf(records);
        return new DataGeneratorSource<>(
                number -> new RawRecord(
                        "gated", 0, number, null, lines.get(number.intValue()).getBytes(StandardCharsets.UTF_8)),
                lines.size(),
                readers -> new Gate(),
                TypeInformation.of(RawRecord.class));
    }

    private static String export(Path index) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GraphReader reader = GraphReader.open(index.toString())) {
            reader.export(out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The sum of a metric of admission over its subtasks. */
    private static long metric(LocalCluster cluster, String name) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(cluster.metrics()).build(), HttpResponse.BodyHandlers.ofString());
        List<String> lines = response.body()
                .lines()
                .filter(line -> line.startsWith("flink_taskmanager_job_task_operator_knowstream_" + name + "{"))
                .toList();
        assertThat(lines).as(name).hasSize(PARALLELISM);
        return lines.stream()
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Lets a reader's documents through, its change when told to, and what is left when told so. */
    private static final class Gate implements RateLimiter<NumberSequenceSplit> {

        private int taken;

        @Override
        public CompletionStage<Void> acquire(int records) {
            taken += records;
            if (taken <= FREE) {
                return CompletableFuture.completedFuture(null);
            }
            return taken == FREE + 1 ? changes : end;
        }
    }

    private static final class TestingMemory implements ModelMemory {
        @Override
        public Level level() {
            return level;
        }

        @Override
        public void close() {}
    }
}
