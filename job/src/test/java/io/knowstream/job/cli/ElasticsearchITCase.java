package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.index.ReadableGraph;
import io.knowstream.index.elasticsearch.ElasticsearchGraph;
import io.knowstream.index.elasticsearch.ElasticsearchServer;
import io.knowstream.job.Ends;
import io.knowstream.job.Pipeline;
import io.knowstream.job.TestingJob;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.JsonLinesSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job with its index in Elasticsearch, through a kill of the server and a restore to a savepoint whose future was
 * another one, and the commands that read it.
 */
class ElasticsearchITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final Map<String, String> surviving = new LinkedHashMap<>();

    @Test
    void theGraphIsThatOfTheSurvivingDocumentsAndAnswersAsOneInLuceneDoes() throws Exception {
        List<String> documents = DemoDocuments.lines();
        try (ElasticsearchServer server = ElasticsearchServer.start();
                LocalBroker broker = LocalBroker.start(folder.resolve("broker"));
                LocalCluster cluster = LocalCluster.start(folder.resolve("flink"), 2, 0)) {
            broker.createTopic("documents-rejected", 1);
            broker.createTopic("graph-changes", 1);
            broker.createTopic("documents", 1);
            JobConfig config = config(server, broker);
            List<String> kept = documents.subList(0, 6);
            publish(broker, kept);
            JobClient first = TestingJob.start(cluster, config, 2, null);
            awaitDocuments(config, 6);
            String savepoint = first.triggerSavepoint(
                            folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                    .get(1, TimeUnit.MINUTES);

            // A future that is lost: other documents, and one less.
            publish(broker, documents.subList(6, 9));
            server.kill();
            publish(broker, List.of(deletion(kept.get(1))));
            server.restart();
            awaitDocuments(config, 8);
            first.cancel().get();
            await().atMost(PATIENCE).until(() -> first.getJobStatus().get().isGloballyTerminalState());

            // The topic as it was at the savepoint, and then another future.
            remove(broker, "documents");
            broker.createTopic("documents", 1);
            publish(broker, kept);
            JobClient second = TestingJob.start(cluster, config, 1, savepoint);
            publish(broker, documents.subList(10, 13));
            publish(broker, List.of(deletion(kept.get(2))));
            kept.forEach(this::survives);
            documents.subList(10, 13).forEach(this::survives);
            surviving.remove(id(kept.get(2)));

            Path fresh = freshRun(cluster);
            String[] lucene = {"--index", fresh.toString()};
            String[] elasticsearch = settings(server);
            String expected = run("export", lucene).out();
            assertThat(expected).contains("\"kind\":\"entity\"", "\"kind\":\"chunk\"");
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                            run("export", elasticsearch).out())
                    .isEqualTo(expected));
            assertSameAnswers(expected, lucene, elasticsearch);
            second.cancel().get();
        }
    }

    private static void assertSameAnswers(String export, String[] lucene, String[] elasticsearch) throws IOException {
        int asked = 0;
        String previous = null;
        for (String line : export.lines().toList()) {
            JsonNode record = JSON.readTree(line);
            if (record.get("kind").asText().equals("entity") && asked++ < 12) {
                String name = record.get("name").asText();
                assertSame(lucene, elasticsearch, "query", "entity", name, "--json", "--explain");
                assertSame(lucene, elasticsearch, "query", "relationships", name, "--json");
                if (previous != null) {
                    assertSame(lucene, elasticsearch, "query", "path", previous, name, "--json");
                }
                previous = name;
            }
        }
        assertThat(asked).isPositive();
        // Which word weighs how much depends on what was deleted in place: the passages are the same, not their order.
        String[] question = {"query", "semantic", "discovery of radioactive elements", "--limit", "1000", "--json"};
        assertThat(passages(run(lucene, question))).isNotEmpty().isEqualTo(passages(run(elasticsearch, question)));
    }

    private static void assertSame(String[] lucene, String[] elasticsearch, String... command) {
        CommandLineRun expected = run(lucene, command);
        CommandLineRun found = run(elasticsearch, command);
        assertThat(found.out()).as(String.join(" ", command)).isEqualTo(expected.out());
        assertThat(found.code()).isEqualTo(expected.code());
    }

    private static TreeSet<String> passages(CommandLineRun run) throws IOException {
        TreeSet<String> passages = new TreeSet<>();
        for (String line : run.lines()) {
            JsonNode hit = JSON.readTree(line);
            passages.add(hit.get("chunk") + " " + hit.get("entities"));
        }
        return passages;
    }

    private static CommandLineRun run(String command, String[] graph) {
        return run(graph, command);
    }

    private static CommandLineRun run(String[] graph, String... command) {
        return CommandLineRun.of(
                Stream.concat(Arrays.stream(command), Arrays.stream(graph)).toArray(String[]::new));
    }

    private static String[] settings(ElasticsearchServer server) {
        return new String[] {
            "--set", "index.kind=elasticsearch",
            "--set", "index.elasticsearch.hosts=" + server.address(),
            "--set", "index.elasticsearch.prefix=pipeline"
        };
    }

    private static JobConfig config(ElasticsearchServer server, LocalBroker broker) {
        return JobConfig.of(EffectiveConfiguration.load(
                null,
                new TreeMap<>(Map.of(
                        "index.kind", "elasticsearch",
                        "index.elasticsearch.hosts", server.address(),
                        "index.elasticsearch.prefix", "pipeline",
                        "index.elasticsearch.replicas", "0",
                        "kafka.bootstrap-servers", broker.bootstrapServers(),
                        "checkpoint.interval", "1 s",
                        "chunking.max", "512"))));
    }

    private Path freshRun(LocalCluster cluster) throws Exception {
        Path file = Files.write(folder.resolve("survivors.jsonl"), surviving.values(), StandardCharsets.UTF_8);
        Path index = folder.resolve("fresh");
        JobConfig config = JobConfig.of(EffectiveConfiguration.load(
                null, Map.of("index.path", index.toString(), "checkpoint.interval", "1 s", "chunking.max", "512")));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                config.flink().toFlink());
        env.setParallelism(1);
        var source = JsonLinesSource.of(new org.apache.flink.core.fs.Path(file.toUri()), "survivors");
        Pipeline.build(env, config, new Ends(source, new DiscardingSink<>(), null));
        cluster.submit(env).getJobExecutionResult().get(5, TimeUnit.MINUTES);
        return index;
    }

    private void survives(String document) {
        surviving.put(id(document), document);
    }

    private static String id(String document) {
        try {
            return JSON.readTree(document).get("id").asText();
        } catch (IOException e) {
            throw new IllegalArgumentException(document, e);
        }
    }

    private static String deletion(String document) {
        return JSON.createObjectNode()
                .put("id", id(document))
                .put("deleted", true)
                .toString();
    }

    private static void publish(LocalBroker broker, List<String> documents) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            documents.forEach(document -> producer.send(new ProducerRecord<>("documents", id(document), document)));
        }
    }

    private static void remove(LocalBroker broker, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteTopics(List.of(topic)).all().get();
            await().atMost(PATIENCE)
                    .until(() -> !new ArrayList<>(admin.listTopics().names().get()).contains(topic));
        } catch (ExecutionException e) {
            throw new IOException("the topic " + topic + " cannot be removed", e.getCause());
        }
    }

    private static void awaitDocuments(JobConfig config, int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            try (ReadableGraph graph = ElasticsearchGraph.open(config.elasticsearch())) {
                return graph.counts().documents() == count;
            } catch (IOException notYet) {
                return false;
            }
        });
    }
}
