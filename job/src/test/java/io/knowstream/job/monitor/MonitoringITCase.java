package io.knowstream.job.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.job.TestingJob;
import io.knowstream.job.cli.LocalBroker;
import io.knowstream.job.cli.LocalCluster;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.process.ChildProcess;
import io.knowstream.job.process.ProcessCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever dashboard, rules and the table of metrics name is what a job really shows. */
@Timeout(900)
class MonitoringITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Map<String, String> SET = Map.of("checkpoint.interval", "2 s");

    /** Selected, and not there on a healthy job: the series of alerts, which Prometheus makes as they come. */
    private static final Set<String> ONLY_WITH_AN_EVENT = Set.of("ALERTS");

    @TempDir
    private Path directory;

    @Test
    void aPrometheusSeesWhatRulesAndDashboardAskForAndSaysWhatIsWrong() throws Exception {
        TestingPrometheus.assumeInstalled();
        try (TestingProcesses processes = TestingProcesses.start(directory, 2, SET);
                TestingPrometheus prometheus = scraping(processes.cluster())) {
            List<String> documents = TestingJob.demoDocuments();
            // Ratios of rates need two looks at what has grown in between, and publications are measured with a
            // checkpoint.
            int half = documents.size() / 2;
            processes.publish(documents.subList(0, half));
            awaitCompleted(prometheus, half);
            processes.publish(documents.subList(half, documents.size()));
            awaitCompleted(prometheus, documents.size());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(prometheus.query("knowstream:document_quality:mean1h > 0.5"))
                            .hasSize(1));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(prometheus.query("knowstream:checkpoint_age:seconds < 60"))
                            .hasSize(1));

            // A scrape may fail where the machine is busy, and its series are away until the next.
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(sum(prometheus, "up")).isEqualTo(3);
                assertThat(missing(prometheus)).isEmpty();
                assertThat(MetricsTable.differences(prometheus)).isEmpty();
            });
            assertThat(missing(new Monitored("wrong", "sum by (none) (up{job=~'.*', none='x'})"), prometheus))
                    .containsExactly("wrong: up{job=~'.*', none='x'}", "wrong: label none");
            assertThat(prometheus.query("ALERTS{alertstate='firing'}")).isEmpty();
            assertThat(prometheus.get("/api/v1/rules").findValuesAsText("health"))
                    .hasSize(Monitored.rules().size())
                    .containsOnly("ok");

            processes.publish(List.of("{"));
            awaitAlert(prometheus, "alertname='KnowstreamDeadLetters', alertstate='firing'");
            ChildProcess lost = processes.cluster().taskManagers().get(0);
            lost.kill();
            awaitAlert(prometheus, "alertname='KnowstreamTaskManagerDown'");
            lost.start();
            await().atMost(PATIENCE).until(() -> sum(prometheus, "up") == 3);
        }
    }

    private static void awaitCompleted(TestingPrometheus prometheus, int documents) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(sum(prometheus, metric("documentsCompleted")))
                .isEqualTo(documents));
    }

    private static void awaitAlert(TestingPrometheus prometheus, String matchers) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(prometheus.query("ALERTS{" + matchers + "}"))
                .as(matchers)
                .hasSize(1));
    }

    private static TestingPrometheus scraping(ProcessCluster cluster) throws Exception {
        List<URI> metrics = cluster.metrics();
        return TestingPrometheus.start(metrics.get(0), metrics.subList(1, metrics.size()));
    }

    private static String metric(String name) {
        return "flink_taskmanager_job_task_operator_knowstream_" + name;
    }

    private static double sum(TestingPrometheus prometheus, String name) throws Exception {
        JsonNode sum = prometheus.query("sum(" + name + ")");
        return sum.isEmpty() ? 0 : sum.get(0).at("/value/1").asDouble();
    }

    private static List<String> missing(TestingPrometheus prometheus) throws Exception {
        List<String> missing = new ArrayList<>();
        for (Monitored monitored : Monitored.all()) {
            missing.addAll(missing(monitored, prometheus));
        }
        return missing;
    }

    /** What an expression asks for and no series has. */
    private static List<String> missing(Monitored monitored, TestingPrometheus prometheus) throws Exception {
        prometheus.query(monitored.expression());
        PromQl asked = PromQl.of(monitored.expression());
        assertThat(asked.selectors()).as(monitored.toString()).isNotEmpty();
        List<String> missing = new ArrayList<>();
        for (PromQl.Selector selector : asked.selectors()) {
            boolean there = !prometheus.query("count(" + selector + ")").isEmpty();
            if (!there && !ONLY_WITH_AN_EVENT.contains(selector.name())) {
                missing.add(monitored.place() + ": " + selector);
            }
        }
        for (String label : asked.labels()) {
            boolean there = asked.selectors().stream().anyMatch(selector -> has(prometheus, selector, label));
            if (!there) {
                missing.add(monitored.place() + ": label " + label);
            }
        }
        return missing;
    }

    private static boolean has(TestingPrometheus prometheus, PromQl.Selector selector, String label) {
        try {
            JsonNode values = prometheus.query("count by (" + label + ") (" + selector + ")");
            return values.findParents(label).stream()
                    .anyMatch(each -> !each.get(label).asText().isEmpty());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same by names alone, where there is no Prometheus. */
    @Test
    void aLocalClusterShowsWhatRulesAndDashboardAskFor() throws Exception {
        Path index = directory.resolve("index");
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"));
                LocalCluster cluster = LocalCluster.start(directory.resolve("flink"), 1, 0)) {
            JobConfig config = JobConfig.of(EffectiveConfiguration.load(
                    null,
                    Map.of(
                            "checkpoint.interval", "1 s",
                            "kafka.bootstrap-servers", broker.bootstrapServers(),
                            "index.path", index.toString())));
            for (String topic : List.of("documents", "documents-rejected", "graph-changes")) {
                broker.createTopic(topic, 1);
            }
            JobClient job = TestingJob.start(cluster, config, 1, null);
            List<String> documents = TestingJob.demoDocuments().subList(0, 2);
            TestingProcesses.publish(config.kafka(), documents);
            await().atMost(PATIENCE).until(() -> TestingJob.documents(index) == documents.size());

            Set<String> asked = new TreeSet<>();
            for (Monitored monitored : Monitored.all()) {
                PromQl.of(monitored.expression()).selectors().forEach(selector -> asked.add(selector.name()));
            }
            Set<String> recorded = Monitored.rules().stream()
                    .filter(rule -> rule.has("record"))
                    .map(rule -> rule.get("record").textValue())
                    .collect(Collectors.toSet());
            asked.removeAll(recorded);
            asked.removeAll(ONLY_WITH_AN_EVENT);
            // Prometheus' own.
            asked.remove("up");
            assertThat(names(cluster.metrics())).containsAll(asked);
            job.cancel().get();
        }
    }

    private static Set<String> names(URI metrics) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
