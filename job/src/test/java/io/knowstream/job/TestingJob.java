package io.knowstream.job;

import io.knowstream.index.GraphReader;
import io.knowstream.job.cli.LocalCluster;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.JsonLinesSource;
import io.knowstream.job.kafka.KafkaEnds;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The job on a real broker and a real cluster, as tests start and watch it. */
public final class TestingJob {

    private TestingJob() {}

    /** The documents of the demo, one a line. */
    public static List<String> demoDocuments() throws IOException {
        try (var in = TestingJob.class.getResourceAsStream("/io/knowstream/demo/documents.jsonl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

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

    /** The export of a run over some documents and nothing else, a JSON document each. */
    static String fresh(LocalCluster cluster, Path folder, JobConfig config, Collection<String> documents)
            throws Exception {
        Path file = Files.write(folder.resolve("fresh.jsonl"), documents, StandardCharsets.UTF_8);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                config.flink().toFlink());
        env.setParallelism(1);
        var source = JsonLinesSource.of(new org.apache.flink.core.fs.Path(file.toUri()), "fresh");
        Pipeline.build(env, config, new Ends(source, new DiscardingSink<>(), null));
        cluster.submit(env).getJobExecutionResult().get(5, TimeUnit.MINUTES);
        return export(Path.of(config.index().path()));
    }

    /** The canonical form of the published graph. */
    static String export(Path index) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GraphReader reader = GraphReader.open(index.toString())) {
            reader.export(out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The sum of a metric over the subtasks of an operator; empty while not all of them show it. */
    static OptionalLong metric(LocalCluster cluster, String operator, String name, int subtasks) throws Exception {
        List<String> lines = lines(cluster).stream()
                .filter(line -> line.startsWith("flink_taskmanager_job_task_operator_knowstream_" + name + "{"))
                .filter(line -> line.contains("operator_name=\"" + operator + "\""))
                .toList();
        return lines.size() == subtasks
                ? OptionalLong.of(lines.stream().mapToLong(TestingJob::value).sum())
                : OptionalLong.empty();
    }

    /** The largest value of a metric that the job manager shows of its jobs; 0 where none shows it. */
    static long jobMetric(LocalCluster cluster, String name) throws Exception {
        return lines(cluster).stream()
                .filter(line -> line.startsWith("flink_jobmanager_job_" + name + "{"))
                .mapToLong(TestingJob::value)
                .max()
                .orElse(0);
    }

    private static List<String> lines(LocalCluster cluster) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(cluster.metrics()).build(), HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .toList();
    }

    private static long value(String line) {
        return (long) Double.parseDouble(line.substring(line.lastIndexOf(' ')));
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
