package io.knowstream.job.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.job.Main;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.IndexOptions;
import io.knowstream.job.config.KafkaOptions;
import io.knowstream.job.config.ModelOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** How the services of {@code docker-compose.yml} find one another, their files and their ports. */
class ComposeConnectionsTest {

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> volumes(ComposeFile compose, String service) {
        return texts(compose.service(service).get("volumes"));
    }

    @Test
    void theJobFindsItsBrokersAndTopics() throws Exception {
        ComposeFile compose = ComposeFile.read();
        EffectiveConfiguration job = compose.job();
        assertThat(compose.argument("jobmanager", "--job-classname")).isEqualTo(Main.class.getName());
        assertThat(compose.service("kafka")
                        .at("/environment/KAFKA_ADVERTISED_LISTENERS")
                        .textValue())
                .contains("PLAINTEXT://" + job.get(KafkaOptions.BOOTSTRAP_SERVERS));
        String topics = compose.command("topics").get(2);
        for (var topic : List.of(KafkaOptions.DOCUMENTS, KafkaOptions.REJECTED, KafkaOptions.CHANGES)) {
            assertThat(topics).containsPattern("--topic " + job.get(topic) + "(\\s|$)");
        }
        assertThat(topics).contains("--bootstrap-server " + job.get(KafkaOptions.BOOTSTRAP_SERVERS));
    }

    @Test
    void whatIsKeptLiesOnVolumesThatJobManagerAndTaskManagersShare() throws Exception {
        ComposeFile compose = ComposeFile.read();
        Configuration flink = compose.flink("taskmanager");
        EffectiveConfiguration job = compose.job();
        List<String> kept = new ArrayList<>(List.of(job.get(IndexOptions.PATH), job.get(ModelOptions.DIRECTORY)));
        for (var option : List.of(
                HighAvailabilityOptions.HA_STORAGE_PATH,
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                CheckpointingOptions.SAVEPOINT_DIRECTORY)) {
            kept.add(URI.create(flink.get(option)).getPath());
        }
        for (String service : List.of("jobmanager", "taskmanager", "knowstream")) {
            List<String> shared = volumes(compose, service).stream()
                    .filter(volume -> volume.matches("\\w+:/.*"))
                    .map(volume -> volume.split(":")[1])
                    .toList();
            assertThat(kept).allSatisfy(path -> assertThat(shared).anyMatch(path::startsWith));
            assertThat(volumes(compose, service))
                    .contains("./docker/knowstream.yaml:" + compose.argument("jobmanager", "--config") + ":ro");
        }
    }

    @Test
    void portsAreThoseThatAreListenedAt() throws Exception {
        ComposeFile compose = ComposeFile.read();
        Configuration flink = compose.flink("jobmanager");
        String rest = Integer.toString(flink.get(RestOptions.PORT));
        assertThat(texts(compose.service("jobmanager").get("ports"))).containsExactly("127.0.0.1:" + rest + ":" + rest);
        assertThat(health(compose, "jobmanager")).contains("localhost:" + rest + "/");
        assertThat(flink.get(HighAvailabilityOptions.HA_JOB_MANAGER_PORT_RANGE))
                .isEqualTo(Integer.toString(JobManagerOptions.PORT.defaultValue()));
        String zooKeeper = zooKeeper(compose).getProperty("clientPort");
        assertThat(flink.get(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM)).isEqualTo("zookeeper:" + zooKeeper);
        assertThat(health(compose, "zookeeper")).contains("/" + zooKeeper + " ");
        String metrics = flink.getString(FlinkKeys.METRICS_PORT, "");
        assertThat(health(compose, "taskmanager")).contains("localhost:" + metrics + "/");
        for (JsonNode job : Shipped.yaml("docker/prometheus.yml").get("scrape_configs")) {
            JsonNode found = job.at("/dns_sd_configs/0");
            assertThat(found.get("port").asText()).isEqualTo(metrics);
            assertThat(texts(found.get("names"))).hasSize(1).allMatch(compose.services()::containsKey);
        }
        assertThat(Shipped.yaml("docker/grafana-datasource.yml")
                        .at("/datasources/0/url")
                        .textValue())
                .isEqualTo("http://prometheus:9090");
        assertThat(texts(compose.service("prometheus").get("ports"))).containsExactly("127.0.0.1:9090:9090");
    }

    private static String health(ComposeFile compose, String service) {
        return String.join(" ", texts(compose.service(service).at("/healthcheck/test")));
    }

    /** The file that ZooKeeper's service mounts, which is one of properties. */
    private static Properties zooKeeper(ComposeFile compose) throws IOException {
        List<String> command = compose.command("zookeeper");
        assertThat(volumes(compose, "zookeeper"))
                .contains("./docker/zoo.cfg:" + command.get(command.size() - 1) + ":ro");
        Properties lines = new Properties();
        try (BufferedReader in = Files.newBufferedReader(Shipped.ROOT.resolve("docker/zoo.cfg"))) {
            lines.load(in);
        }
        return lines;
    }

    @Test
    void theZooKeeperIsTheOneInFlinksJarsAndRemovesItsOldLogs() throws Exception {
        ComposeFile compose = ComposeFile.read();
        List<String> command = compose.command("zookeeper");
        Class<?> main = Class.forName(command.get(command.size() - 2));
        assertThat(main.getMethod("main", String[].class)).isNotNull();
        assertThat(command).contains("-Dznode.container.checkIntervalMs=" + Integer.MAX_VALUE);
        Properties lines = zooKeeper(compose);
        assertThat(volumes(compose, "zookeeper"))
                .contains("zookeeper:" + Path.of(lines.getProperty("dataDir")).getParent());
        // As ZooKeeper reads it. What it does not know itself it would make properties of this process.
        lines.remove("admin.enableServer");
        lines.remove("snapCount");
        Class<?> reader = Class.forName(main.getPackageName() + ".QuorumPeerConfig");
        Object config = reader.getConstructor().newInstance();
        reader.getMethod("parseProperties", Properties.class).invoke(config, lines);
        assertThat(reader.getMethod("getPurgeInterval").invoke(config)).isEqualTo(1);
        assertThat(reader.getMethod("getSnapRetainCount").invoke(config)).isEqualTo(3);
    }

    @Test
    void prometheusScrapesTheSameJobsAsElsewhere() throws Exception {
        JsonNode here = Shipped.yaml("docker/prometheus.yml");
        JsonNode elsewhere = Shipped.yaml("conf/prometheus/prometheus.yml");
        assertThat(here.get("global")).isEqualTo(elsewhere.get("global"));
        assertThat(here.get("rule_files")).isEqualTo(elsewhere.get("rule_files"));
        assertThat(here.get("scrape_configs").findValuesAsText("job_name"))
                .isEqualTo(elsewhere.get("scrape_configs").findValuesAsText("job_name"));
    }

    @Test
    void grafanaIsProvisionedAsElsewhere() throws Exception {
        JsonNode here = Shipped.yaml("docker/grafana-datasource.yml");
        JsonNode elsewhere = Shipped.yaml("conf/grafana/provisioning/datasources/prometheus.yml");
        ((ObjectNode) here.at("/datasources/0")).set("url", elsewhere.at("/datasources/0/url"));
        assertThat(here).isEqualTo(elsewhere);
        String dashboards = Shipped.yaml("conf/grafana/provisioning/dashboards/knowstream.yml")
                .at("/providers/0/options/path")
                .textValue();
        ComposeFile compose = ComposeFile.read();
        assertThat(volumes(compose, "grafana"))
                .contains("./conf/grafana/knowstream.json:" + dashboards + "/knowstream.json:ro");
        assertThat(compose.service("grafana")
                        .at("/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH")
                        .textValue())
                .isEqualTo(dashboards + "/knowstream.json");
    }

    @Test
    void promtoolIsContentWithWhatPrometheusSees() throws Exception {
        Assumptions.assumeTrue(
                TestingCommands.isInstalled("promtool"),
                "docker/prometheus.yml is not tested: promtool must be on the PATH (Debian's package prometheus)");
        Path etc = Files.createTempDirectory("prometheus");
        try {
            for (String volume : volumes(ComposeFile.read(), "prometheus")) {
                String[] parts = volume.split(":");
                if (parts[1].startsWith("/etc/prometheus/")) {
                    Files.copy(
                            Shipped.ROOT.resolve(parts[0]),
                            etc.resolve(Path.of(parts[1]).getFileName()));
                }
            }
            Shipped.run(
                    "promtool", "check", "config", etc.resolve("prometheus.yml").toString());
        } finally {
            FileUtils.deleteDirectory(etc.toFile());
        }
    }
}
