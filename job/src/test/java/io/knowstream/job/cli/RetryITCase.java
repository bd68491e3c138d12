package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.graph.Document;
import io.knowstream.graph.FailedDocument;
import io.knowstream.index.GraphReader;
import io.knowstream.job.Ends;
import io.knowstream.job.Pipeline;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.DeadLetter;
import io.knowstream.job.kafka.KafkaEnds;
import io.knowstream.job.kafka.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters, put in line again on a real broker. */
@Timeout(300)
class RetryITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String LONG =
            "{\"id\":\"long\",\"content\":\"" + "Marie Curie was born in Warsaw. ".repeat(60) + "\"}";

    @TempDir
    private Path directory;

    @Test
    void whatWasTooLongIsInTheGraphOnceTheLimitIsRaised() throws Exception {
        Path index = directory.resolve("index");
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"));
                LocalCluster cluster = LocalCluster.start(directory.resolve("flink"), 1, 0)) {
            broker.createTopic("documents", 2);
            broker.createTopic("documents-rejected", 1);
            broker.createTopic("graph-changes", 1);
            send(broker, "documents", "long", LONG.getBytes(StandardCharsets.UTF_8));
            send(broker, "documents", "bad", "{".getBytes(StandardCharsets.UTF_8));
            send(broker, "documents", "short", "{\"content\":\"Short.\"}".getBytes(StandardCharsets.UTF_8));

            JobClient strict = start(cluster, broker, index, "1 kb", null);
            await().atMost(PATIENCE)
                    .until(() -> read(broker, "documents-rejected").size() == 2);
            await().atMost(PATIENCE).until(() -> holds(index, "short"));
            String savepoint = strict.stopWithSavepoint(
                            false, directory.resolve("savepoint").toUri().toString(), SavepointFormatType.CANONICAL)
                    .get();
            JobClient generous = start(cluster, broker, index, "8 kb", savepoint);

            CommandLineRun first = retry(broker, "--stage", "decode", "--document", "long");

            assertThat(first.code()).isZero();
            assertThat(first.err()).startsWith("sent 1 records of documents-rejected to documents at ");
            await().atMost(PATIENCE).until(() -> holds(index, "long"));
            assertThat(read(broker, "documents")).hasSize(4).contains("long=" + LONG);
            assertThat(retry(broker, "--document", "long").err()).startsWith("sent 0 records");
            generous.cancel().get();
        }
    }

    @Test
    void sendsEachRecordOnceAndRemembersIt() throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"))) {
            broker.createTopic("documents", 1);
            broker.createTopic("documents-rejected", 1);
            DeadLetter bad = letter(5, "bad", "{".getBytes(StandardCharsets.UTF_8));
            DeadLetter noKey = letter(6, null, "x".getBytes(StandardCharsets.UTF_8));
            DeadLetter cut = letter(7, "cut", new byte[200]);
            DeadLetter old = failed("old text");
            DeadLetter now = failed("new text");
            for (DeadLetter letter : List.of(bad, noKey, cut, bad, old, now)) {
                send(broker, "documents-rejected", "k", letter.toJson());
            }
            send(broker, "documents-rejected", "k", "no letter".getBytes(StandardCharsets.UTF_8));
            send(broker, "documents-rejected", "k", null);

            CommandLineRun dry = retry(broker, "--dry-run");
            assertThat(dry.lines())
                    .hasSize(6)
                    .contains("would send document bad (documents, partition 0, offset 5): decode: broken")
                    .contains("not sent, only the beginning of its 200 bytes is here:"
                            + " document cut (documents, partition 0, offset 7): decode: broken");
            assertThat(read(broker, "documents")).isEmpty();

            assertThat(outcomes(retry(broker, "--json", "--stage", "extraction")))
                    .containsEntry("sent", 1L)
                    .containsEntry("repeated", 1L)
                    .containsEntry("left", 4L)
                    .containsEntry("unreadable", 2L);
            assertThat(read(broker, "documents")).containsExactly("d={\"id\":\"d\",\"content\":\"new text\"}");

            CommandLineRun second = retry(broker, "--json");
            assertThat(second.code()).as("one was cut").isEqualTo(1);
            assertThat(outcomes(second))
                    .containsEntry("sent", 2L)
                    .containsEntry("repeated", 1L)
                    .containsEntry("truncated", 1L)
                    .containsEntry("done", 4L);
            assertThat(read(broker, "documents")).hasSize(3).endsWith("bad={", "null=x");

            CommandLineRun third = retry(broker, "--json");
            assertThat(third.code()).isZero();
            assertThat(outcomes(third)).containsEntry("done", 8L).containsEntry("sent", 0L);
            assertThat(outcomes(retry(broker, "--json", "--since", "2999-01-01T00:00:00Z", "--all")))
                    .containsEntry("left", 6L);
            assertThat(outcomes(retry(broker, "--json"))).containsEntry("done", 8L);

            assertThat(outcomes(retry(broker, "--json", "--all"))).containsEntry("sent", 3L);
            assertThat(read(broker, "documents")).hasSize(6);

            assertThat(retry(broker, "--topic", "nowhere").err()).contains("there is no topic nowhere");
        }
    }

    private static DeadLetter letter(long offset, String key, byte[] value) {
        byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return DeadLetter.of(new RawRecord("documents", 0, offset, bytes, value), "decode", "broken", key, 100);
    }

    private static DeadLetter failed(String content) {
        Document document = new Document("d", null, content, null, null);
        return DeadLetter.of(new FailedDocument(document, "extraction", "refused"), "documents", 100);
    }

    private static CommandLineRun retry(LocalBroker broker, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("retry", "--bootstrap-servers", broker.bootstrapServers()));
        all.addAll(List.of(arguments));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private static Map<String, Long> outcomes(CommandLineRun run) throws IOException {
        JsonNode last = JSON.readTree(run.lines().get(run.lines().size() - 1));
        Map<String, Long> outcomes = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : last.properties()) {
            if (field.getValue().isNumber()) {
                outcomes.put(field.getKey(), field.getValue().longValue());
            }
        }
        return outcomes;
    }

    private static JobClient start(
            LocalCluster cluster, LocalBroker broker, Path index, String maxContent, String restore) throws Exception {
        JobConfig config = JobConfig.of(EffectiveConfiguration.load(
                null,
                Map.of(
                        "kafka.bootstrap-servers",
                        broker.bootstrapServers(),
                        "index.path",
                        index.toString(),
                        "documents.max-content",
                        maxContent,
                        "documents.max-metadata",
                        "1 kb",
                        "checkpoint.interval",
                        "500 ms")));
        Configuration flink = config.flink().toFlink();
        if (restore != null) {
            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, restore);
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setParallelism(1);
        KafkaEnds kafka = new KafkaEnds(config.kafka());
        Pipeline.build(environment, config, new Ends(kafka.documents(false), kafka.rejected(), kafka.changes()));
        return cluster.submit(environment);
    }

    private static boolean holds(Path index, String id) {
        try (GraphReader reader = GraphReader.open(index.toString())) {
            return reader.document(id).isPresent();
        } catch (IOException notYetPublished) {
            return false;
        }
    }

    private static void send(LocalBroker broker, String topic, String key, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    private static List<String> read(LocalBroker broker, String topic) {
        List<String> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> records.add(record.key() + "=" + record.value()));
            }
        }
        return records;
    }
}
