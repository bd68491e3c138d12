package io.knowstream.job;

import io.knowstream.index.GraphReader;
import io.knowstream.job.cli.LocalCluster;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.KafkaEnds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The job on a real broker and a real cluster, as tests start and watch it. */
public final class TestingJob {

    private TestingJob() {}

    /** Starts the job on Kafka; {@code restore} is the path of a savepoint or checkpoint, or null. */
    public static JobClient start(LocalCluster cluster, JobConfig config, int parallelism, String restore)
            throws Exception {
        return start(cluster, config, config.flink().toFlink(), parallelism, restore);
    }

    /** The same under other settings of Flink. */
    public static JobClient start(
            LocalCluster cluster, JobConfig config, Configuration flink, int parallelism, String restore)
            throws Exception {
        if (restore != null) {
            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, restore);
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(parallelism);
        KafkaEnds kafka = new KafkaEnds(config.kafka());
        Pipeline.build(env, config, new Ends(kafka.documents(false), kafka.rejected(), kafka.changes()));
        return cluster.submit(env);
    }

    /** How many documents the published graph has; 0 before anything is published. */
    public static long documents(Path index) {
        try (GraphReader reader = GraphReader.open(index.toString())) {
            return reader.counts().documents();
        } catch (IOException notYetPublished) {
            return 0;
        }
    }

    /** Everything that is committed on a topic now, by partition and offset. */
    static List<ConsumerRecord<byte[], byte[]>> read(String bootstrapServers, String topic, int partitions) {
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(topic, partition));
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
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
}
