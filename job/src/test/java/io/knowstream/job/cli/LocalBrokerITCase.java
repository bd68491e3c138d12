package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.DocumentUpdate;
import io.knowstream.graph.GraphChange;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.DecodeFunction;
import io.knowstream.job.kafka.KafkaEnds;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class LocalBrokerITCase {

    @TempDir
    private Path directory;

    @Test
    void carriesDocumentsInAndDeadLettersAndChangesOut() throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"));
                LocalCluster cluster = LocalCluster.start(directory.resolve("cluster"), 2, 0)) {
            for (String topic : new String[] {"documents", "documents-rejected", "graph-changes"}) {
                broker.createTopic(topic, 3);
                broker.createTopic(topic, 3);
            }
            publish(
                    broker,
                    new ProducerRecord<>("documents", 0, utf8("a"), utf8("{\"content\":\"x\"}")),
                    new ProducerRecord<>("documents", 0, utf8("a"), null),
                    new ProducerRecord<>("documents", 0, null, null),
                    new ProducerRecord<>("documents", 2, null, new byte[50_000_000]),
                    new ProducerRecord<>("documents", 2, utf8("b"), utf8("{\"content\":\"y\"}")));
            JobConfig config = JobConfig.of(EffectiveConfiguration.load(
                    Map.of("index.path", "unused"),
                    null,
                    Map.of("kafka.bootstrap-servers", broker.bootstrapServers(), "checkpoint.interval", "500 ms")));
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(
                    config.flink().toFlink());
            environment.setParallelism(2);
            KafkaEnds ends = new KafkaEnds(config.kafka());
            SingleOutputStreamOperator<DocumentUpdate> updates = environment
                    .fromSource(ends.documents(true), WatermarkStrategy.noWatermarks(), "documents")
                    .process(new DecodeFunction(config.limits(), config.rejectedMaxBytes()));
            updates.getSideOutput(DecodeFunction.REJECTED).sinkTo(ends.rejected());
            updates.map(update -> GraphChange.delete(GraphChange.Kind.ENTITY, update.documentId(), 1))
                    .sinkTo(ends.changes());
            cluster.submit(environment).getJobExecutionResult().get();
            assertThat(get(cluster.metrics())).contains("flink_jobmanager_numRunningJobs");
            assertThat(get(cluster.webUi().resolve("/jobs/overview"))).contains("\"state\":\"FINISHED\"");

            assertThat(read(broker, "graph-changes"))
                    .containsExactlyInAnyOrder(
                            "{\"kind\":\"entity\",\"op\":\"delete\",\"id\":\"a\",\"revision\":1,\"value\":null}",
                            "{\"kind\":\"entity\",\"op\":\"delete\",\"id\":\"a\",\"revision\":1,\"value\":null}",
                            "{\"kind\":\"entity\",\"op\":\"delete\",\"id\":\"b\",\"revision\":1,\"value\":null}");
            assertThat(read(broker, "documents-rejected"))
                    .hasSize(2)
                    .anyMatch(letter -> letter.startsWith("{\"topic\":\"documents\",\"partition\":0,\"offset\":2,"))
                    .anyMatch(letter -> letter.startsWith("{\"topic\":\"documents\",\"partition\":2,\"offset\":0,")
                            && letter.contains("\"valueLength\":50000000,\"truncated\":true"));
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("data-plane-kafka"));
    }

    @SafeVarargs
    private static void publish(LocalBroker broker, ProducerRecord<byte[], byte[]>... records) throws Exception {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "max.request.size",
                100 << 20,
                "buffer.memory",
                128L << 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record).get();
            }
        }
    }

    private static List<String> read(LocalBroker broker, String topic) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(r -> values.add(new String(r.value(), StandardCharsets.UTF_8)));
            }
        }
        return values;
    }

    private static String get(URI address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
