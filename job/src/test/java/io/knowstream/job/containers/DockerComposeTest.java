package io.knowstream.job.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.ModelOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docker-compose.yml}; {@link ComposeITCase} runs what its job manager and task managers run. */
class DockerComposeTest {

    /** Those that run the image of the project. */
    private static final Set<String> OURS = Set.of("zookeeper", "jobmanager", "taskmanager", "documents", "knowstream");

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void hasTheFormOfTheComposeSpecification() throws Exception {
        assertThat(JsonSchemas.compose(ComposeFile.read().root())).isEmpty();
    }

    @Test
    void theSchemaFindsWhatItDoesNotKnow() throws Exception {
        JsonNode broken = new ObjectMapper()
                .readTree("{\"services\": {\"kafka\": {\"image\": \"kafka\", \"healtcheck\": {}, \"ports\": 9092}}}");
        assertThat(JsonSchemas.compose(broken))
                .anyMatch(fault -> fault.contains("healtcheck"))
                .anyMatch(fault -> fault.contains("ports"));
    }

    @Test
    void dockerComposeReadsTheSameOfIt() throws Exception {
        Assumptions.assumeTrue(
                hasDockerCompose(), "not read by Docker Compose itself: 'docker compose version' must work");
        JsonNode read = new ObjectMapper()
                .readTree(Shipped.run("docker", "compose", "--profile", "*", "config", "--format", "json"));
        ComposeFile compose = ComposeFile.read();
        assertThat(read.get("services").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(compose.services().keySet());
        compose.services().forEach((name, service) -> {
            JsonNode same = read.get("services").get(name);
            // What it writes can be read again: a dollar is two.
            assertThat(texts(same.path("command")).stream()
                            .map(word -> word.replace("$$", "$"))
                            .toList())
                    .as(name)
                    .isEqualTo(texts(service.path("command")));
            assertThat(same.path("image")).as(name).isEqualTo(service.path("image"));
            assertThat(same.path("user")).as(name).isEqualTo(service.path("user"));
            assertThat(same.path("volumes")).as(name).hasSameSizeAs(service.path("volumes"));
            assertThat(same.at("/environment/FLINK_PROPERTIES"))
                    .as(name)
                    .isEqualTo(service.at("/environment/FLINK_PROPERTIES"));
        });
    }

    private static boolean hasDockerCompose() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("docker", "compose", "version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void imagesAreThoseOfTheVersionsThatTheProjectIsBuiltWith() throws Exception {
        Map<String, String> images = new TreeMap<>();
        ComposeFile.read()
                .services()
                .forEach(
                        (name, service) -> images.put(name, service.get("image").textValue()));
        assertThat(images.values())
                .allSatisfy(image -> assertThat(image).matches("[a-z/]+:v?\\d+\\.\\d+\\.\\d+(@sha256:[0-9a-f]{64})?"));
        assertThat(OURS).allSatisfy(name -> assertThat(images).containsEntry(name, "knowstream:" + Shipped.version()));
        assertThat(List.of("kafka", "topics")).allSatisfy(name -> assertThat(images)
                .containsEntry(name, "apache/kafka:" + Shipped.property("kafka.version")));
    }

    /** Five builds at once would be of the same image. */
    @Test
    void oneServiceBuildsTheImageOfAll() throws Exception {
        ComposeFile compose = ComposeFile.read();
        compose.services().forEach((name, service) -> {
            boolean builds = name.equals("jobmanager");
            assertThat(service.has("build")).as(name).isEqualTo(builds);
            assertThat(service.path("pull_policy").asText())
                    .as(name)
                    .isEqualTo(OURS.contains(name) && !builds ? "never" : "");
        });
    }

    @Test
    void noProcessIsRootOrUnboundedOrOpenToOtherMachines() throws Exception {
        ComposeFile.read().services().forEach((name, service) -> {
            assertThat(service.path("user").asText()).as(name).matches("appuser|[1-9]\\d*:\\d+");
            assertThat(texts(service.path("cap_drop"))).as(name).containsExactly("ALL");
            assertThat(texts(service.path("security_opt"))).as(name).containsExactly("no-new-privileges:true");
            JsonNode limits = service.at("/deploy/resources/limits");
            assertThat(limits.path("memory").asText()).as(name).matches("\\d+[mg]");
            assertThat(limits.path("cpus").asText()).as(name).matches("\\d+");
            assertThat(texts(service.path("ports"))).as(name).allSatisfy(port -> assertThat(port)
                    .startsWith("127.0.0.1:"));
        });
    }

    @Test
    void whoRunsOnIsLookedAfterAndWhoWaitsForSomeoneCan() throws Exception {
        Map<String, JsonNode> services = ComposeFile.read().services();
        services.forEach((name, service) -> {
            boolean runsOn = service.path("restart").asText().equals("unless-stopped");
            assertThat(service.has("healthcheck")).as(name).isEqualTo(runsOn);
            service.path("depends_on").properties().forEach(dependency -> {
                JsonNode other = services.get(dependency.getKey());
                assertThat(other).as(name + " waits for " + dependency.getKey()).isNotNull();
                assertThat(dependency.getValue().get("condition").asText())
                        .as(name)
                        .isEqualTo(other.has("healthcheck") ? "service_healthy" : "service_completed_successfully");
            });
        });
    }

    @Test
    void everyVolumeIsThereAndUsed() throws Exception {
        ComposeFile compose = ComposeFile.read();
        Set<String> used = new TreeSet<>();
        compose.services()
                .forEach((name, service) -> texts(service.path("volumes")).forEach(volume -> {
                    String source = volume.split(":")[0];
                    if (source.startsWith("./")) {
                        assertThat(Shipped.ROOT.resolve(source)).as(name).exists();
                        assertThat(volume).as(name).endsWith(":ro");
                    } else if (!source.startsWith("/")) {
                        used.add(source);
                    }
                }));
        assertThat(compose.root().get("volumes").fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void whatFlinkIsToldItKnows() throws Exception {
        ComposeFile compose = ComposeFile.read();
        Configuration flink = compose.flink("taskmanager");
        assertThat(compose.flink("jobmanager").toMap()).isEqualTo(flink.toMap());
        assertThat(flink.keySet()).allSatisfy(FlinkKeys::require);
        assertThat(flink.getString(FlinkKeys.METRICS_FACTORY, null))
                .isEqualTo(PrometheusReporterFactory.class.getName());
        assertThat(JobManagerProcessUtils.processSpecFromConfig(flink).getTotalProcessMemorySize())
                .isEqualTo(limit(compose, "jobmanager"));
    }

    @Test
    void propertiesOfFlinkHaveNoWhiteSpaceAndEndTheKeyAtTheFirstColon() throws Exception {
        Configuration flink = ComposeFile.read().flink("jobmanager");
        assertThat(flink.get(HighAvailabilityOptions.HA_STORAGE_PATH)).startsWith("file:///");
        ComposeFile broken = ComposeFile.read(Map.of("PARALLELISM", " 2"));
        assertThatThrownBy(() -> broken.flink("jobmanager")).hasMessageContaining("parallelism.default: 2");
    }

    @Test
    void aRunOfAnotherNameStartsFromASavepointAndWithoutOneNothingIsSaidOfIt() throws Exception {
        Configuration first = ComposeFile.read().flink("jobmanager");
        // Flink would take an empty value for the path of a savepoint.
        assertThat(first.contains(StateRecoveryOptions.SAVEPOINT_PATH)).isFalse();
        String path = "file:///opt/flink/data/savepoints/savepoint-1";
        Configuration second = ComposeFile.read(Map.of("KNOWSTREAM_RUN", "second", "SAVEPOINT", path))
                .flink("jobmanager");
        assertThat(second.get(StateRecoveryOptions.SAVEPOINT_PATH)).isEqualTo(path);
        assertThat(second.get(HighAvailabilityOptions.HA_CLUSTER_ID))
                .isEqualTo("second")
                .isNotEqualTo(first.get(HighAvailabilityOptions.HA_CLUSTER_ID));
        assertThat(SavepointRestoreSettings.fromConfiguration(
                                new Configuration().set(StateRecoveryOptions.SAVEPOINT_PATH, ""))
                        .restoreSavepoint())
                .isTrue();
    }

    private static MemorySize limit(ComposeFile compose, String service) {
        return MemorySize.parse(
                compose.service(service).at("/deploy/resources/limits/memory").textValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "docker/container.env", "docker/edge.env", "docker/server.env"})
    void taskManagersHaveRoomForThePreset(String environment) throws Exception {
        Map<String, String> variables = environment.isEmpty() ? Map.of() : ComposeFile.environment(environment);
        assertThat(variables.keySet()).allSatisfy(variable -> assertThat(Shipped.text(ComposeFile.NAME))
                .contains("${" + variable + ":-"));
        ComposeFile compose = ComposeFile.read(variables);
        Configuration flink = compose.flink("taskmanager");
        ContainerMemory.requireRoom(
                compose.argument("jobmanager", "--preset"), Map.of(), flink, limit(compose, "taskmanager"));
        assertThat(flink.get(TaskManagerOptions.NUM_TASK_SLOTS))
                .as("slots of the one task manager that is started")
                .isEqualTo(flink.get(CoreOptions.DEFAULT_PARALLELISM));
        if (!environment.isEmpty()) {
            EffectiveConfiguration job = compose.job();
            assertThat(Shipped.text(environment))
                    .contains("--env-file " + environment)
                    .contains(job.get(ModelOptions.ENTITY))
                    .contains(job.get(ModelOptions.RELATIONSHIP))
                    .contains(job.get(ModelOptions.ANALYSIS));
        }
    }
}
