package io.knowstream.job.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.kafka.KafkaConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The job's topics from outside: made, and read as a consumer would. For one thread. */
final class Topics implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PARTITIONS = 3;

    private final KafkaConfig config;
    private final Admin admin;

    /** Connects and makes the topics; the broker may still be starting. */
    Topics(KafkaConfig config) throws Exception {
        this.config = config;
        this.admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                config.bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                "300000"));
        admin.createTopics(Stream.of(config.documents(), config.rejected(), config.changes())
                        .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
                        .toList())
                .all()
                .get();
    }

    /** Whether a checkpoint has completed behind all records of the documents topic. */
    boolean isReadToTheEnd() throws InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(config.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(partitions(config.documents()).stream()
                            .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest())))
                    .all()
                    .get();
            return ends.entrySet().stream()
                    .allMatch(end -> end.getValue().offset() == 0
                            || read.get(end.getKey()) != null
                                    && read.get(end.getKey()).offset()
                                            >= end.getValue().offset());
        } catch (ExecutionException e) {
            throw new IllegalStateException("offsets cannot be read", e.getCause());
        }
    }

    /** {@code partition@offset} of all records that are rejected, as their dead letters say. */
    Set<String> rejected() throws IOException {
        Set<String> positions = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> record : read(config.rejected())) {
            JsonNode letter = JSON.readTree(record.value());
            positions.add(
                    letter.get("partition").asInt() + "@" + letter.get("offset").asLong());
        }
        return positions;
    }

    /** Entities, links and relationships by id, as all committed changes leave them. */
    Map<String, JsonNode> changesFolded() throws IOException {
        Map<String, JsonNode> values = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(config.changes())) {
            JsonNode change = JSON.readTree(record.value());
            if (Set.of("entity", "link", "relationship")
                    .contains(change.get("kind").asText())) {
                if (change.get("op").asText().equals("delete")) {
                    values.remove(change.get("id").asText());
                } else {
                    values.put(change.get("id").asText(), change.get("value"));
                }
            }
        }
        return values;
    }

    private static List<TopicPartition> partitions(String topic) {
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            all.add(new TopicPartition(topic, partition));
        }
        return all;
    }

    /** Everything that is committed on a topic now. */
    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<TopicPartition> all = partitions(topic);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                config.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
