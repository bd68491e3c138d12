package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.index.GraphReader;
import io.knowstream.index.PublishedIndex;
import io.knowstream.job.Ends;
import io.knowstream.job.Pipeline;
import io.knowstream.job.TestingJob;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.JsonLinesSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An index that is lost or damaged is refused, and comes back from a savepoint byte for byte. */
@Timeout(900)
class IndexRebuildITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int DOCUMENTS = 40;

    @TempDir
    private Path folder;

    private final TreeMap<String, String> surviving = new TreeMap<>();
    private final List<String> paragraphs = new ArrayList<>();
    private Random random;
    private Path index;
    private LocalBroker broker;
    private LocalCluster cluster;
    private KafkaProducer<String, String> producer;

    @BeforeEach
    void start() throws Exception {
        long seed = Long.getLong("knowstream.seed", System.nanoTime());
        System.out.println("seed " + seed);
        random = new Random(seed);
        index = folder.resolve("index");
        for (String text : DemoDocuments.texts()) {
            paragraphs.addAll(List.of(text.split("\n\n")));
        }
        broker = LocalBroker.start(folder.resolve("broker"));
        broker.createTopic("documents", 3);
        broker.createTopic("documents-rejected", 1);
        broker.createTopic("graph-changes", 2);
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer());
        cluster = LocalCluster.start(folder.resolve("flink"), 3, 0);
    }

    @AfterEach
    void stop() throws Exception {
        try (LocalBroker closedLast = broker;
                LocalCluster closedSecond = cluster) {
            producer.close();
        }
    }

    @Test
    void aLostIndexComesBackAsItWas() throws Exception {
        JobClient first = TestingJob.start(cluster, config(null), 2, null);
        for (int i = 0; i < DOCUMENTS; i++) {
            publish("doc-" + i);
        }
        await().atMost(PATIENCE).until(() -> TestingJob.documents(index) == DOCUMENTS);
        String savepoint = stop(first);
        String before = export();
        assertThat(before).isEqualTo(freshRun()).contains("\"kind\":\"entity\"", "\"kind\":\"relationship\"");
        WorkDirectory.delete(index);

        assertRefused(savepoint);
        assertThat(index.resolve("manifests")).doesNotExist();

        JobClient second = TestingJob.start(cluster, config("once"), 3, savepoint);
        await().atMost(PATIENCE)
                .until(() -> PublishedIndex.newestAttempt(index.toString()).isPresent());
        assertThat(export()).as("the first manifest").isEqualTo(before);
        assertManifestsAreWhole();
        second.cancel().get();
        await().atMost(PATIENCE).until(() -> second.getJobStatus().get().isGloballyTerminalState());
        WorkDirectory.delete(index);

        CommandLineRun run = CommandLineRun.of(
                "index",
                "rebuild",
                "--savepoint",
                savepoint,
                "--parallelism",
                "3",
                "--json",
                "--set",
                "index.path=" + index,
                "--set",
                "chunking.max=512",
                "--set",
                "kafka.bootstrap-servers=" + broker.bootstrapServers());
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        JsonNode outcome = JSON.readTree(run.out());
        assertThat(outcome.get("documents").asInt()).isEqualTo(DOCUMENTS);
        assertThat(outcome.get("index").asText()).isEqualTo(index.toString());
        assertThat(export()).isEqualTo(before);
        assertManifestsAreWhole();

        JobClient third = TestingJob.start(
                cluster, config(null), 2, outcome.get("savepoint").asText());
        change(30);
        String fresh = freshRun();
        assertThat(fresh).isNotEqualTo(before);
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(export())
                .isEqualTo(fresh));
        third.cancel().get();
    }

    @Test
    void aDamagedIndexComesBackWithWhatWasUnderWay() throws Exception {
        JobClient first = TestingJob.start(cluster, config(null), 2, null);
        for (int i = 0; i < DOCUMENTS; i++) {
            publish("doc-" + i);
        }
        await().atMost(PATIENCE).until(() -> TestingJob.documents(index) > 5);
        change(60);
        String savepoint = stop(first);
        damage();

        assertRefused(savepoint);

        change(10);
        JobClient second = TestingJob.start(cluster, config("once"), 3, savepoint);
        change(20);
        String fresh = freshRun();
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(export())
                .isEqualTo(fresh));
        savepoint = stop(second);
        assertManifestsAreWhole();

        // The token is in the savepoint's state: the index goes on as it is.
        JobClient third = TestingJob.start(cluster, config("once"), 2, savepoint);
        change(10);
        String later = freshRun();
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(export())
                .isEqualTo(later));
        third.cancel().get();
    }

    private void assertRefused(String savepoint) throws Exception {
        JobConfig config = config(null);
        JobClient refused = TestingJob.start(
                cluster,
                config,
                config.flink().toFlink().set(RestartStrategyOptions.RESTART_STRATEGY, "none"),
                2,
                savepoint);
        assertThatThrownBy(() -> refused.getJobExecutionResult().get())
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("index rebuild")
                .hasStackTraceContaining("index.rebuild");
    }

    /** Flips one bit in the middle of a file that the newest manifest lists. */
    private void damage() throws IOException {
        JsonNode files = newest().get("shards").get(0).get("files");
        Path file = index.resolve(
                files.get(random.nextInt(files.size())).get("path").asText());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private JsonNode newest() throws IOException {
        List<JsonNode> manifests = manifests();
        return manifests.get(manifests.size() - 1);
    }

    private List<JsonNode> manifests() throws IOException {
        List<JsonNode> manifests = new ArrayList<>();
        try (Stream<Path> files = Files.list(index.resolve("manifests"))) {
            for (Path file : files.sorted().toList()) {
                manifests.add(JSON.readTree(Files.readAllBytes(file)));
            }
        }
        return manifests;
    }

    /** No manifest may list what is not there; nobody collects, as no job runs or nothing changes. */
    private void assertManifestsAreWhole() throws IOException {
        for (JsonNode manifest : manifests()) {
            for (JsonNode shard : manifest.get("shards")) {
                for (JsonNode file : shard.get("files")) {
                    assertThat(index.resolve(file.get("path").asText()))
                            .hasSize(file.get("length").asLong());
                }
            }
        }
    }

    private JobConfig config(String token) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "index.path",
                index.toString(),
                "checkpoint.interval",
                "1 s",
                "chunking.max",
                "512",
                "kafka.bootstrap-servers",
                broker.bootstrapServers()));
        if (token != null) {
            settings.put("index.rebuild", token);
        }
        return JobConfig.of(EffectiveConfiguration.load(null, settings));
    }

    private String stop(JobClient job) throws Exception {
        String savepoint = job.stopWithSavepoint(
                        false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        job.getJobExecutionResult().get();
        return savepoint;
    }

    /** Updates and deletes, and does not wait for any. */
    private void change(int documents) {
        for (int i = 0; i < documents; i++) {
            String id = "doc-" + random.nextInt(DOCUMENTS);
            if (random.nextInt(3) == 0) {
                surviving.remove(id);
                producer.send(new ProducerRecord<>("documents", id, null));
            } else {
                publish(id);
            }
        }
        producer.flush();
    }

    private void publish(String id) {
        StringBuilder content = new StringBuilder();
        for (int i = 0; i <= random.nextInt(3); i++) {
            content.append(content.isEmpty() ? "" : "\n\n").append(paragraphs.get(random.nextInt(paragraphs.size())));
        }
        String document = JSON.createObjectNode()
                .put("id", id)
                .put("title", "Title " + random.nextInt(3))
                .put("content", content.toString())
                .toString();
        surviving.put(id, document);
        producer.send(new ProducerRecord<>("documents", id, document));
    }

    private String freshRun() throws Exception {
        Path file = Files.write(folder.resolve("survivors.jsonl"), surviving.values(), StandardCharsets.UTF_8);
        Path fresh = folder.resolve("fresh");
        WorkDirectory.delete(fresh);
        JobConfig config = JobConfig.of(EffectiveConfiguration.load(
                null, Map.of("index.path", fresh.toString(), "checkpoint.interval", "1 s", "chunking.max", "512")));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                config.flink().toFlink());
        env.setParallelism(1);
        var documents = JsonLinesSource.of(new org.apache.flink.core.fs.Path(file.toUri()), "survivors");
        Pipeline.build(env, config, new Ends(documents, new DiscardingSink<>(), null));
        try (LocalCluster another = LocalCluster.start(folder.resolve("flink-fresh"), 1, 0)) {
            another.submit(env).getJobExecutionResult().get();
        }
        return export(fresh);
    }

    private String export() throws IOException {
        return export(index);
    }

    private static String export(Path index) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GraphReader reader = GraphReader.open(index.toString())) {
            reader.export(out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
