package io.knowstream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.job.cli.LocalBroker;
import io.knowstream.job.cli.LocalCluster;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Savepoints that are restored with another configuration: the export ends byte for byte as that of a fresh run with it.
 */
class ReconfigurationITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String OUTSTANDING = "reprocessOutstanding";
    private static final String REPROCESSED = "documentsReprocessed";

    private static final Map<String, String> SMALL_CHUNKS = Map.of("chunking.max", "256", "chunking.min", "64");
    private static final Map<String, String> SURE_ENTITIES =
            Map.of("chunking.max", "512", "extraction.min-entity-confidence", "0.9");
    private static final Map<String, String> NO_QUALITY =
            Map.of("chunking.max", "256", "chunking.min", "64", "quality.validation", "false");

    @TempDir
    private Path folder;

    private Path index;
    private LocalBroker broker;
    private LocalCluster cluster;
    private KafkaProducer<byte[], byte[]> producer;

    /** By id, what survives of what was published. */
    private final Map<String, String> surviving = new TreeMap<>();

    @BeforeEach
    void start() throws Exception {
        index = folder.resolve("index");
        broker = LocalBroker.start(folder.resolve("broker"));
        cluster = LocalCluster.start(folder.resolve("flink"), 4, 0);
        broker.createTopic("documents", 3);
        broker.createTopic("documents-rejected", 1);
        broker.createTopic("graph-changes", 2);
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void stop() throws Exception {
        producer.close();
        cluster.close();
        broker.close();
    }

    @Test
    void theGraphBecomesThatOfTheNewConfiguration() throws Exception {
        publish("a");
        JobClient job = run(SMALL_CHUNKS, 50, 2, null);
        await().atMost(PATIENCE).until(() -> TestingJob.documents(index) == surviving.size());
        assertThat(outstanding(2)).hasValue(0);
        String savepoint = savepoint(job);

        job = run(SURE_ENTITIES, 50, 3, savepoint);
        awaitNothingOutstanding(3);
        assertThat(reprocessed(3)).hasValue(surviving.size());
        awaitExport(fresh("sure", SURE_ENTITIES));
        savepoint = savepoint(job);

        run(NO_QUALITY, 50, 1, savepoint);
        awaitNothingOutstanding(1);
        String expected = fresh("no-quality", NO_QUALITY);
        assertThat(expected).contains("\"quality\":null");
        awaitExport(expected);
    }

    @Test
    void changesInTheMiddleOfEverythingAndBackConvergeToo() throws Exception {
        publish("a");
        JobClient job = run(SMALL_CHUNKS, 50, 2, null);
        await().atMost(PATIENCE).until(() -> TestingJob.documents(index) > 0);
        String savepoint = savepoint(job);

        // One document a second and subtask, so that most are still to be done when it goes back.
        job = run(SURE_ENTITIES, 1, 3, savepoint);
        publish("b");
        await().atMost(PATIENCE).until(() -> reprocessed(3).orElse(0) > 0);
        savepoint = savepoint(job);

        job = run(SMALL_CHUNKS, 50, 1, savepoint);
        awaitNothingOutstanding(1);
        assertThat(reprocessed(1).orElseThrow()).isPositive();
        awaitExport(fresh("small", SMALL_CHUNKS));

        publish("c");
        delete("a-3");
        savepoint = savepoint(job);
        run(NO_QUALITY, 50, 2, savepoint);
        awaitNothingOutstanding(2);
        awaitExport(fresh("no-quality", NO_QUALITY));
    }

    private JobClient run(Map<String, String> settings, double rate, int parallelism, String restore) throws Exception {
        return TestingJob.start(cluster, config(index, settings, rate), parallelism, restore);
    }

    private JobConfig config(Path path, Map<String, String> settings, double rate) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("kafka.bootstrap-servers", broker.bootstrapServers());
        all.put("index.path", path.toString());
        all.put("checkpoint.interval", "1 s");
        all.put("extraction.threads", "1");
        all.put("reprocess.rate", Double.toString(rate));
        return JobConfig.of(EffectiveConfiguration.load(null, all));
    }

    private String fresh(String name, Map<String, String> settings) throws Exception {
        return TestingJob.fresh(cluster, folder, config(folder.resolve(name), settings, 1), surviving.values());
    }

    /** Asks again while not all tasks run yet. */
    private String savepoint(JobClient job) {
        String directory = folder.resolve("savepoints").toUri().toString();
        return await().atMost(PATIENCE)
                .ignoreException(ExecutionException.class)
                .until(
                        () -> job.stopWithSavepoint(false, directory, SavepointFormatType.CANONICAL)
                                .get(),
                        Objects::nonNull);
    }

    private void awaitNothingOutstanding(int subtasks) {
        await().atMost(PATIENCE).until(() -> outstanding(subtasks).equals(OptionalLong.of(0)));
    }

    private void awaitExport(String expected) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(TestingJob.export(index)).isEqualTo(expected));
    }

    private OptionalLong outstanding(int subtasks) throws Exception {
        return TestingJob.metric(cluster, "admission", OUTSTANDING, subtasks);
    }

    private OptionalLong reprocessed(int subtasks) throws Exception {
        return TestingJob.metric(cluster, "admission", REPROCESSED, subtasks);
    }

    /** Publishes the demo's documents under ids of their own. */
    private void publish(String prefix) throws IOException {
        List<String> lines = TestingJob.demoDocuments();
        for (int i = 0; i < lines.size(); i++) {
            String id = prefix + "-" + i;
            String document =
                    ((ObjectNode) JSON.readTree(lines.get(i))).put("id", id).toString();
            surviving.put(id, document);
            producer.send(new ProducerRecord<>("documents", bytes(id), bytes(document)));
        }
        producer.flush();
    }

    private void delete(String id) {
        surviving.remove(id);
        producer.send(new ProducerRecord<>("documents", bytes(id), null));
        producer.flush();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
