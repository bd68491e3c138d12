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
import io.knowstream.job.kafka.JsonLinesSource;
import io.knowstream.job.torture.RandomDocuments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: after inserts, replacements, deletions, duplicates, stale and malformed records, a savepoint restored at
 * another parallelism and a restart from a checkpoint, the export is byte for byte that of one run over the survivors.
 */
class PromiseITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    @Test
    void theGraphIsAFunctionOfTheSurvivingDocuments() throws Exception {
        long seed = Long.getLong("knowstream.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Path index = folder.resolve("index");
        try (LocalBroker broker = LocalBroker.start(folder.resolve("broker"));
                LocalCluster cluster = LocalCluster.start(folder.resolve("flink"), 3, 0)) {
            broker.createTopic("documents", 3);
            broker.createTopic("documents-rejected", 1);
            broker.createTopic("graph-changes", 2);
            JobConfig config = config(index, Map.of("kafka.bootstrap-servers", broker.bootstrapServers()));
            RandomDocuments publisher =
                    new RandomDocuments(broker.bootstrapServers(), "documents", 30, new Random(seed));

            JobClient first = TestingJob.start(cluster, config, 2, null);
            publisher.publish(120);
            await().atMost(PATIENCE).until(() -> TestingJob.documents(index) > 5);
            publisher.publish(60);
            String savepoint = first.stopWithSavepoint(
                            false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                    .get();
            publisher.publish(60);

            JobClient second = TestingJob.start(cluster, config, 3, savepoint);
            publisher.publish(60);
            await().atMost(PATIENCE).until(() -> newestCheckpoint(second) != null);
            publisher.publish(60);
            second.cancel().get();
            await().atMost(PATIENCE).until(() -> second.getJobStatus().get().isGloballyTerminalState());
            Set<String> malformed = publisher.malformed();
            List<String> surviving = publisher.surviving();
            publisher.close();

            // Asked for only now: while a job runs, each checkpoint takes the place of the one before.
            JobClient third = TestingJob.start(cluster, config, 2, newestCheckpoint(second));
            String fresh = freshRun(cluster, new ArrayList<>(surviving), new Random(seed));
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(export(index))
                    .isEqualTo(fresh));
            assertThat(fresh).contains("\"kind\":\"entity\"", "\"kind\":\"link\"");
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(rejectedPositions(broker.bootstrapServers())).isEqualTo(malformed);
                assertThat(changesFolded(broker.bootstrapServers())).isEqualTo(values(fresh));
            });
            third.cancel().get();
        }
    }

    private static JobConfig config(Path index, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("index.path", index.toString());
        all.put("checkpoint.interval", "1 s");
        all.put("chunking.max", "512");
        return JobConfig.of(EffectiveConfiguration.load(null, all));
    }

    private String freshRun(LocalCluster cluster, List<String> survivors, Random random) throws Exception {
        Collections.shuffle(survivors, random);
        Path file = Files.write(folder.resolve("survivors.jsonl"), survivors, StandardCharsets.UTF_8);
        Path index = folder.resolve("fresh");
        JobConfig config = config(index, Map.of());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                config.flink().toFlink());
        env.setParallelism(1);
        var documents = JsonLinesSource.of(new org.apache.flink.core.fs.Path(file.toUri()), "survivors");
        Pipeline.build(env, config, new Ends(documents, new DiscardingSink<>(), null));
        cluster.submit(env).getJobExecutionResult().get();
        return export(index);
    }

    /** The newest checkpoint of a job that is complete, or null. */
    private String newestCheckpoint(JobClient job) throws IOException {
        Path checkpoints =
                folder.resolve("flink/checkpoints").resolve(job.getJobID().toString());
        if (!Files.isDirectory(checkpoints)) {
            return null;
        }
        try (Stream<Path> found = Files.list(checkpoints)) {
            return found.filter(path -> Files.exists(path.resolve("_metadata")))
                    .max(Comparator.comparingInt(path ->
                            Integer.parseInt(path.getFileName().toString().substring("chk-".length()))))
                    .map(path -> path.toUri().toString())
                    .orElse(null);
        }
    }

    private static String export(Path index) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GraphReader reader = GraphReader.open(index.toString())) {
            reader.export(out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<String> lines(String export) {
        return export.lines().toList();
    }

    /** Entities, links and relationships of an export by id. */
    private static Map<String, JsonNode> values(String export) throws IOException {
        Map<String, JsonNode> values = new TreeMap<>();
        for (String line : lines(export)) {
            JsonNode value = JSON.readTree(line);
            String kind = value.get("kind").asText();
            if (Set.of("entity", "link", "relationship").contains(kind)) {
                values.put(value.get("id").asText(), value);
            }
        }
        return values;
    }

    private static Map<String, JsonNode> changesFolded(String bootstrapServers) throws IOException {
        Map<String, JsonNode> values = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : TestingJob.read(bootstrapServers, "graph-changes", 2)) {
            JsonNode change = JSON.readTree(record.value());
            String kind = change.get("kind").asText();
            if (Set.of("entity", "link", "relationship").contains(kind)) {
                if (change.get("op").asText().equals("delete")) {
                    values.remove(change.get("id").asText());
                } else {
                    values.put(change.get("id").asText(), change.get("value"));
                }
            }
        }
        return values;
    }

    private static Set<String> rejectedPositions(String bootstrapServers) throws IOException {
        Set<String> positions = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> record : TestingJob.read(bootstrapServers, "documents-rejected", 1)) {
            JsonNode letter = JSON.readTree(record.value());
            positions.add(
                    letter.get("partition").asInt() + "@" + letter.get("offset").asLong());
        }
        return positions;
    }
}
