package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.job.TestingJob;
import io.knowstream.job.config.CatalogueSettings;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.monitor.TestingPrometheus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that deserves advice: its model is slow and knows nothing, as its weights are random, and its cache has no room for a
 * single result. The report says so, whoever is asked.
 */
class ReportITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String MODEL = "smollm2_135m";
    private static final int TEXTS = 8;
    private static final int CHARACTERS = 300;
    private static final int TIMES = 3;
    /** Seconds: a model of 135M does no chunk in less, on any machine that tests run on. */
    private static final double LATENCY = 0.5;

    @TempDir
    private Path folder;

    @Test
    void recommendsWhatFitsASlowModelATinyCacheAndLowQuality() throws Exception {
        try (LocalBroker broker = LocalBroker.start(folder.resolve("broker"));
                LocalCluster cluster = LocalCluster.start(folder.resolve("flink"), 2, 0)) {
            // One of two readers has nothing to read, and nothing to measure.
            broker.createTopic("documents", 1);
            broker.createTopic("documents-rejected", 1);
            broker.createTopic("graph-changes", 1);
            JobClient job = TestingJob.start(cluster, config(broker), 2, null);
            publish(broker);
            String flink = cluster.webUi().toString();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> TestingJob.documents(folder.resolve("index")) == TIMES * TEXTS);

            // Nobody has asked Flink for a metric before.
            JsonNode report = read("--flink", flink);
            assertFits(report);
            assertShows(flink);
            if (TestingPrometheus.isInstalled()) {
                assertPrometheusSaysTheSame(cluster, report);
            }
            job.cancel().get();
        }
    }

    private JobConfig config(LocalBroker broker) throws Exception {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "kafka.bootstrap-servers",
                broker.bootstrapServers(),
                "models.budget",
                "800 mb",
                "models.entity",
                MODEL,
                "models.directory",
                Files.createDirectories(folder.resolve("models")).toString(),
                "index.path",
                folder.resolve("index").toString(),
                "checkpoint.interval",
                "1 s",
                "extraction.cache",
                "100 b"));
        ModelCatalogue catalogue = ModelCatalogue.of(CatalogueSettings.of(EffectiveConfiguration.load(null, settings)));
        StandInModels.writeMissing(catalogue, MODEL);
        return JobConfig.of(EffectiveConfiguration.load(null, settings));
    }

    /** The same texts several times, under new ids. */
    private void publish(LocalBroker broker) throws Exception {
        DemoSample sample = DemoSample.write(folder.resolve("documents.jsonl"), new SampleArguments(TEXTS, CHARACTERS));
        List<String> lines = Files.readAllLines(sample.file().path());
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int time = 0; time < TIMES; time++) {
                for (String line : lines) {
                    ObjectNode document = (ObjectNode) JSON.readTree(line);
                    String id = document.get("id").textValue() + "-" + time;
                    producer.send(new ProducerRecord<>(
                            "documents", id, document.put("id", id).toString()));
                }
            }
        }
    }

    private static void assertFits(JsonNode report) {
        assertThat(recommendations(report))
                .anyMatch(each -> each.startsWith("latency high: Use smaller models"))
                .anyMatch(each -> each.equals("caching medium: Raise extraction.cache."))
                .anyMatch(each -> each.startsWith("quality high: Use larger models"));
        assertThat(report.at("/overview/averageLatencySeconds").asDouble()).isGreaterThan(LATENCY);
        assertThat(report.at("/overview/hitRates/extraction").asDouble()).isLessThan(0.6);
        assertThat(report.at("/quality/average").asDouble()).isLessThan(0.7);
        assertThat(report.at("/quality/documents").asInt()).isEqualTo(TIMES * TEXTS);
        assertThat(report.at("/overview/documents").asInt()).isEqualTo(TIMES * TEXTS);
        assertThat(report.at("/latency/decode/p50Seconds").asDouble()).isPositive();
        assertThat(report.at("/latency/document/p99Seconds").asDouble())
                .isGreaterThanOrEqualTo(
                        report.at("/latency/inference/p50Seconds").asDouble());
        assertThat(report.at("/latency/publication/p50Seconds").asDouble()).isPositive();
        assertThat(report.at("/memory/models/" + MODEL + "/bytes").asLong()).isGreaterThan(100_000_000);
        assertThat(report.at("/memory/models/" + MODEL + "/loadSeconds").asDouble())
                .isPositive();
        assertThat(report.at("/memory/peakBytes").asLong())
                .isBetween(
                        report.at("/memory/currentBytes").asLong(),
                        report.at("/memory/budgetBytes").asLong());
        assertThat(report.at("/checkpoints/completed").asInt()).isPositive();
        assertThat(report.get("tasks"))
                .extracting(task -> task.get("name").asText())
                .contains("extraction", "chunking", "entity merge");
    }

    private void assertShows(String flink) throws Exception {
        CommandLineRun text = CommandLineRun.of("report", "--flink", flink, "--latency", Double.toString(LATENCY));
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out())
                .containsPattern("documents completed +24\n")
                .contains(MODEL, "extraction", "HIGH latency", "since a document takes");
        Path html = folder.resolve("report.html");
        CommandLineRun page = CommandLineRun.of(
                "report",
                "--flink",
                flink,
                "--format",
                "html",
                "--output",
                html.toString(),
                "--latency",
                Double.toString(LATENCY));
        assertThat(page.code()).as(page.err()).isZero();
        assertThat(Files.readString(html, StandardCharsets.UTF_8))
                .contains("Recommendations", "Use smaller models", MODEL, "default-src 'none'")
                .doesNotContain("src=\"http", "href=\"http");
    }

    private void assertPrometheusSaysTheSame(LocalCluster cluster, JsonNode report) throws Exception {
        // Job manager and task manager are one process here; what is scraped twice would count twice.
        try (TestingPrometheus prometheus = TestingPrometheus.start(cluster.metrics(), List.of())) {
            String address = prometheus.address().toString();
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                JsonNode same = read("--prometheus", address);
                assertThat(recommendations(same)).containsAll(recommendations(report));
                assertThat(same.at("/overview/documents")).isEqualTo(report.at("/overview/documents"));
                assertThat(same.get("quality")).isEqualTo(report.get("quality"));
                assertThat(names(same.at("/latency"))).isEqualTo(names(report.at("/latency")));
                assertThat(same.at("/memory/peakBytes")).isEqualTo(report.at("/memory/peakBytes"));
                assertThat(same.at("/tasks")).hasSameSizeAs(report.at("/tasks"));
            });
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Category, priority and what is to be done. */
    private static List<String> recommendations(JsonNode report) {
        List<String> all = new ArrayList<>();
        for (JsonNode each : report.get("recommendations")) {
            all.add(each.get("category").asText() + " " + each.get("priority").asText() + ": "
                    + each.get("description").asText());
        }
        return all;
    }

    private static JsonNode read(String... place) throws Exception {
        CommandLineRun run =
                CommandLineRun.of("report", place[0], place[1], "--json", "--latency", Double.toString(LATENCY));
        assertThat(run.code()).as(run.err()).isZero();
        return JSON.readTree(run.out());
    }
}
