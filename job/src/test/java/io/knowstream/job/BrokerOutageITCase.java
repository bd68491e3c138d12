package io.knowstream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that goes away for longer than Kafka's producers try to deliver, while the job has documents, dead letters and
 * transactions under way: the job fails, is there again with the broker, and then nothing is lost and nothing of the
 * graph is there twice; dead letters may be.
 *
 * <p>Delivery is tried for seconds here and for minutes in production, so that seconds of outage are as good as minutes. A
 * transaction that is under way cannot even be aborted as the task fails.
 */
class BrokerOutageITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private final Map<String, String> surviving = new TreeMap<>();
    private final TreeSet<Long> malformed = new TreeSet<>();

    @Test
    void theJobComesBackWithTheBroker() throws Exception {
        Path index = folder.resolve("index");
        try (LocalBroker broker = LocalBroker.start(folder.resolve("broker"));
                LocalCluster cluster = LocalCluster.start(folder.resolve("flink"), 3, 0)) {
            broker.createTopic("documents", 1);
            broker.createTopic("documents-rejected", 1);
            broker.createTopic("graph-changes", 1);
            JobClient job = TestingJob.start(cluster, config(index, broker.bootstrapServers()), 2, null);
            publish(broker.bootstrapServers(), "before");
            await().atMost(PATIENCE).until(() -> TestingJob.documents(index) > 0);
            publish(broker.bootstrapServers(), "during");

            broker.close();
            await().atMost(PATIENCE).until(() -> TestingJob.jobMetric(cluster, "numRestarts") > 0);
            broker.restart();

            publish(broker.bootstrapServers(), "after");
            String expected = TestingJob.fresh(
                    cluster, folder, config(folder.resolve("fresh"), broker.bootstrapServers()), surviving.values());
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
                assertThat(job.getJobStatus().get()).isNotIn(JobStatus.FAILED, JobStatus.FINISHED);
                assertThat(TestingJob.export(index)).isEqualTo(expected);
            });
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
                assertThat(rejectedOffsets(broker.bootstrapServers())).isEqualTo(malformed);
                assertThat(changesFolded(broker.bootstrapServers())).isEqualTo(values(expected));
            });
            job.cancel().get();
        }
    }

    private static JobConfig config(Path index, String bootstrapServers) {
        return JobConfig.of(EffectiveConfiguration.load(
                null,
                Map.of(
                        "index.path",
                        index.toString(),
                        "kafka.bootstrap-servers",
                        bootstrapServers,
                        "kafka.properties",
                        "delivery.timeout.ms:10000,request.timeout.ms:5000,max.block.ms:5000",
                        "checkpoint.interval",
                        "1 s",
                        "restart.max-backoff",
                        "2 s")));
    }

    private void publish(String bootstrapServers, String prefix) throws Exception {
        List<String> lines = TestingJob.demoDocuments();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < lines.size(); i++) {
                String id = prefix + "-" + i;
                String document =
                        ((ObjectNode) JSON.readTree(lines.get(i))).put("id", id).toString();
                surviving.put(id, document);
                producer.send(new ProducerRecord<>("documents", bytes(id), bytes(document)));
                malformed.add(producer.send(new ProducerRecord<>("documents", bytes(id), bytes("{")))
                        .get()
                        .offset());
            }
        }
    }

    private static TreeSet<Long> rejectedOffsets(String bootstrapServers) throws IOException {
        TreeSet<Long> offsets = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> record : TestingJob.read(bootstrapServers, "documents-rejected", 1)) {
            offsets.add(JSON.readTree(record.value()).get("offset").asLong());
        }
        return offsets;
    }

    /** Entities and relationships by id, as a reader of the topic knows them; none is announced twice, or as it was. */
    private static Map<String, JsonNode> changesFolded(String bootstrapServers) throws IOException {
        Map<String, JsonNode> values = new TreeMap<>();
        Map<String, Long> revisions = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : TestingJob.read(bootstrapServers, "graph-changes", 1)) {
            JsonNode change = JSON.readTree(record.value());
            String id = change.get("id").asText();
            if (isMerged(change)) {
                boolean deleted = change.get("op").asText().equals("delete");
                long revision = change.get("revision").asLong();
                Long last = deleted ? revisions.remove(id) : revisions.put(id, revision);
                assertThat(revision).as("a change of %s", id).isGreaterThan(last == null ? 0 : last);
                JsonNode before = deleted ? values.remove(id) : values.put(id, change.get("value"));
                assertThat(before != null || !deleted)
                        .as("%s is there to be deleted", id)
                        .isTrue();
                assertThat(change.get("value")).as("a change of %s", id).isNotEqualTo(before);
            }
        }
        return values;
    }

    private static Map<String, JsonNode> values(String export) throws IOException {
        Map<String, JsonNode> values = new TreeMap<>();
        for (String line : export.lines().toList()) {
            JsonNode value = JSON.readTree(line);
            if (isMerged(value)) {
                values.put(value.get("id").asText(), value);
            }
        }
        return values;
    }

    private static boolean isMerged(JsonNode value) {
        return List.of("entity", "relationship").contains(value.get("kind").asText());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
