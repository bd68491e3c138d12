package io.knowstream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.index.GraphReader;
import io.knowstream.job.cli.LocalBroker;
import io.knowstream.job.cli.LocalCluster;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad records on a real topic: each is rejected with its reason and counted, and the job runs on. */
class RejectionITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int HUGE = 50 << 20;
    private static final int FLOOD = 10_000;

    @TempDir
    private Path folder;

    @Test
    void badRecordsAreRejectedAndTheJobRunsOn() throws Exception {
        Map<String, byte[]> bad = badRecords();
        Path index = folder.resolve("index");
        try (LocalBroker broker = LocalBroker.start(folder.resolve("broker"));
                LocalCluster cluster = LocalCluster.start(folder.resolve("flink"), 2, 0)) {
            // More partitions than documents: most of them are idle.
            JobClient job = start(broker, cluster, 8, index);
            try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
                for (Map.Entry<String, byte[]> record : bad.entrySet()) {
                    producer.send(new ProducerRecord<>("documents", bytes(record.getKey()), record.getValue()))
                            .get();
                }
                producer.send(new ProducerRecord<>(
                                "documents", bytes("good"), bytes("{\"content\":\"Marie Curie was born in Warsaw.\"}")))
                        .get();
            }
            Map<String, JsonNode> letters = new TreeMap<>();
            await().atMost(PATIENCE).until(() -> {
                TestingJob.read(broker.bootstrapServers(), "documents-rejected", 1)
                        .forEach(record ->
                                letters.put(new String(record.key(), StandardCharsets.UTF_8), parse(record.value())));
                return letters.keySet().containsAll(bad.keySet());
            });
            assertThat(letters.keySet()).containsExactlyInAnyOrderElementsOf(bad.keySet());
            bad.forEach((reason, value) -> {
                JsonNode letter = letters.get(reason);
                assertThat(letter.get("reason").asText()).as(reason).containsIgnoringCase(reason);
                assertThat(letter.get("topic").asText()).isEqualTo("documents");
                assertThat(letter.get("stage").asText()).isEqualTo("decode");
                assertThat(letter.has("partition") && letter.has("offset")).isTrue();
            });
            await().atMost(PATIENCE).until(() -> holds(index, "good"));
            assertThat(TestingJob.documents(index)).isEqualTo(1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(rejected(cluster)).isEqualTo(bad.size()));
            job.cancel().get();
        }
    }

    private static JobClient start(LocalBroker broker, LocalCluster cluster, int partitions, Path index)
            throws Exception {
        broker.createTopic("documents", partitions);
        broker.createTopic("documents-rejected", 1);
        broker.createTopic("graph-changes", 1);
        JobConfig config = JobConfig.of(EffectiveConfiguration.load(
                null,
                Map.of(
                        "kafka.bootstrap-servers", broker.bootstrapServers(),
                        "index.path", index.toString(),
                        "checkpoint.interval", "1 s")));
        return TestingJob.start(cluster, config, 2, null);
    }

    @Test
    void aFloodOfBadRecordsIsRejectedWholeAndGoodOnesComeThrough() throws Exception {
        int good = 5;
        Path index = folder.resolve("index");
        try (LocalBroker broker = LocalBroker.start(folder.resolve("broker"));
                LocalCluster cluster = LocalCluster.start(folder.resolve("flink"), 2, 0)) {
            JobClient job = start(broker, cluster, 2, index);
            try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
                for (int i = 0; i < FLOOD; i++) {
                    producer.send(new ProducerRecord<>("documents", bytes("bad " + i), bytes("{\"id\":")));
                    if (i % (FLOOD / good) == 0) {
                        producer.send(new ProducerRecord<>(
                                "documents",
                                bytes("good " + i),
                                bytes("{\"content\":\"Marie Curie was born in Warsaw.\"}")));
                    }
                }
            }
            await().atMost(PATIENCE).until(() -> TestingJob.documents(index) == good);
            await().atMost(PATIENCE).until(() -> rejected(cluster) == FLOOD);
            await().atMost(PATIENCE)
                    .until(() -> TestingJob.read(broker.bootstrapServers(), "documents-rejected", 1).stream()
                                    .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                                    .distinct()
                                    .count()
                            == FLOOD);
            assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
            job.cancel().get();
        }
    }

    /** Values by the word that their reason must contain, which is their key as well. */
    private static Map<String, byte[]> badRecords() {
        Map<String, byte[]> bad = new LinkedHashMap<>();
        bad.put("JSON", bytes("{\"id\":"));
        bad.put("UTF-8", new byte[] {'{', '"', (byte) 0xC3, '"', '}'});
        bad.put("content", bytes("{\"id\":\"content\"}"));
        bad.put("white space", bytes("{\"id\":\"white space\",\"content\":\"  \"}"));
        bad.put("key", bytes("{\"id\":\"another\",\"content\":\"x\"}"));
        bad.put("nest", bytes("{\"x\":".repeat(10_000) + "1" + "}".repeat(10_000)));
        bad.put("U+0000", bytes("{\"id\":\"U+0000\",\"content\":\"a\\u0000b\"}"));
        bad.put("surrogate", bytes("{\"id\":\"surrogate\",\"content\":\"a\\ud800b\"}"));
        byte[] huge = new byte[HUGE];
        Arrays.fill(huge, (byte) 'x');
        byte[] head = bytes("{\"content\":\"");
        System.arraycopy(head, 0, huge, 0, head.length);
        huge[HUGE - 2] = '"';
        huge[HUGE - 1] = '}';
        bad.put("bytes", huge);
        return bad;
    }

    private static boolean holds(Path index, String id) {
        try (GraphReader reader = GraphReader.open(index.toString())) {
            return reader.document(id).isPresent();
        } catch (IOException notYetPublished) {
            return false;
        }
    }

    /** The sum of the counter over all subtasks, as Prometheus would read it. */
    private static long rejected(LocalCluster cluster) throws Exception {
        String metrics = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(cluster.metrics()).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return metrics.lines()
                .filter(line -> line.startsWith("flink_taskmanager_job_task_operator_knowstream_documentsRejected{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static KafkaProducer<byte[], byte[]> producer(LocalBroker broker) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        HUGE + (1 << 20),
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        2L * HUGE),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("a dead letter must be JSON", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
