package io.knowstream.job.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.job.Main;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.IndexOptions;
import io.knowstream.job.config.ModelOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.apache.flink.kubernetes.operator.api.spec.JobState;
import org.apache.flink.kubernetes.operator.api.spec.UpgradeMode;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.flink.runtime.jobmanager.HighAvailabilityMode;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code k8s}, as kustomize builds it. */
class KubernetesTest {

    private static final Set<String> WITHOUT_NAMESPACE = Set.of("Namespace");

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/container", "overlays/edge", "overlays/server"})
    void everyObjectHasTheFormThatItsReaderKnows(String name) throws Exception {
        Overlay overlay = Overlay.build(name);
        assertThat(overlay.objects()).hasSizeGreaterThan(7).allSatisfy(KubernetesObjects::requireValid);
        assertThat(overlay.objects())
                .filteredOn(
                        object -> !WITHOUT_NAMESPACE.contains(object.get("kind").textValue()))
                .allSatisfy(
                        object -> assertThat(object.at("/metadata/namespace").asText())
                                .as(object.toString())
                                .isEqualTo(overlay.all("Namespace")
                                        .get(0)
                                        .at("/metadata/name")
                                        .textValue()));
    }

    @Test
    void whatReadersDoNotKnowIsFound() throws Exception {
        Overlay overlay = Overlay.build("overlays/server");
        for (String[] broken : new String[][] {
            {"FlinkDeployment", "/spec/podTemplate/spec/securityContext", "runAsNonroot"},
            {"FlinkDeployment", "/spec/job", "upgradeMood"},
            {"PodMonitor", "/spec/podMetricsEndpoints/0", "portName"},
            {"NetworkPolicy", "/spec", "podselector"},
            {"PodDisruptionBudget", "/spec", "minavailable"},
            {"PersistentVolumeClaim", "/spec", "accessMode"},
            {"CronJob", "/spec/jobTemplate/spec/template/spec", "restartpolicy"},
            {"FlinkDeployment", "/spec/taskManager/podTemplate/spec/containers/0/livenessProbe", "failureTreshold"},
        }) {
            JsonNode object = overlay.all(broken[0]).get(0).deepCopy();
            ((ObjectNode) object.at(broken[1])).put(broken[2], "true");
            assertThatThrownBy(() -> KubernetesObjects.requireValid(object))
                    .as(broken[0])
                    .hasMessageContaining(broken[2]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "base, builtin, 2",
        "overlays/container, container, 2",
        "overlays/edge, edge, 1",
        "overlays/server, server, 2"
    })
    void podsHaveRoomForThePreset(String name, String preset, int taskManagers) throws Exception {
        Overlay overlay = Overlay.build(name);
        assertThat(overlay.argument("--preset")).isEqualTo(preset);
        Configuration flink = overlay.flink();
        ContainerMemory.requireRoom(preset, Map.of(), flink, overlay.memory("taskManager"));
        assertThat(overlay.taskManagers()).isEqualTo(taskManagers);
        if (!name.equals("base")) {
            int slots = flink.get(TaskManagerOptions.NUM_TASK_SLOTS);
            assertThat(Shipped.text("README.md"))
                    .contains("| `" + preset + "` | " + taskManagers + " of " + slots
                            + (slots == 1 ? " slot | " : " slots | ")
                            + overlay.memory("taskManager").getMebiBytes() + " MiB | "
                            + flink.get(TaskManagerOptions.TASK_OFF_HEAP_MEMORY).getMebiBytes() + " MiB |");
        }
        Configuration jobManager =
                new Configuration(flink).set(JobManagerOptions.TOTAL_PROCESS_MEMORY, overlay.memory("jobManager"));
        assertThat(JobManagerProcessUtils.processSpecFromConfig(jobManager).getTotalProcessMemorySize())
                .isEqualTo(overlay.memory("jobManager"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/container", "overlays/edge", "overlays/server"})
    void theOperatorsOwnClassesReadAnUpgradeFromSavepoints(String name) throws Exception {
        Overlay overlay = Overlay.build(name);
        FlinkDeploymentSpec spec = KubernetesObjects.deployment(overlay.deployment());
        assertThat(spec.getJob().getUpgradeMode()).isEqualTo(UpgradeMode.SAVEPOINT);
        assertThat(spec.getJob().getState()).isEqualTo(JobState.RUNNING);
        assertThat(spec.getJob().getAllowNonRestoredState()).isFalse();
        assertThat(spec.getJob().getEntryClass()).isEqualTo(Main.class.getName());
        assertThat(spec.getJob().getArgs()).containsExactlyElementsOf(overlay.arguments());
        assertThat(overlay.images()).containsOnly("knowstream:" + Shipped.version());
        assertThat(spec.getImage()).isEqualTo(overlay.images().get(0));
        String[] flink = Shipped.property("flink.version").split("\\.");
        assertThat(overlay.deployment().get("flinkVersion").textValue()).isEqualTo("v" + flink[0] + "_" + flink[1]);
        Configuration configuration = overlay.flink();
        assertThat(HighAvailabilityMode.fromConfig(configuration)).isEqualTo(HighAvailabilityMode.KUBERNETES);
        // What upgrades and recovery need, on a volume that stays.
        for (var option : List.of(
                HighAvailabilityOptions.HA_STORAGE_PATH,
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                CheckpointingOptions.SAVEPOINT_DIRECTORY)) {
            assertThat(claimAt(overlay, URI.create(configuration.get(option)).getPath()))
                    .isEqualTo("knowstream-data");
        }
        assertThat(overlay.deployment().at("/flinkConfiguration").fieldNames())
                .toIterable()
                .allSatisfy(FlinkKeys::require);
        assertThat(configuration.getString(FlinkKeys.METRICS_FACTORY, null))
                .isEqualTo(PrometheusReporterFactory.class.getName());
        assertThat(Shipped.text("docker/knowstream"))
                .contains(configuration.get(CoreOptions.FLINK_JVM_OPTIONS).split(" "));
    }

    /** The claim behind a path in the pods of job manager and task managers. */
    private static String claimAt(Overlay overlay, String path) {
        return volumeAt(overlay, path).at("/persistentVolumeClaim/claimName").textValue();
    }

    private static JsonNode volumeAt(Overlay overlay, String path) {
        JsonNode pod = overlay.deployment().at("/podTemplate/spec");
        String name = stream(pod.at("/containers/0/volumeMounts"))
                .filter(mount ->
                        Path.of(path).startsWith(Path.of(mount.get("mountPath").textValue())))
                .map(mount -> mount.get("name").textValue())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no volume of the pods has " + path));
        return stream(pod.get("volumes"))
                .filter(volume -> volume.get("name").textValue().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no volume " + name));
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/container", "overlays/edge", "overlays/server"})
    void theJobFindsItsConfigurationIndexAndModels(String name) throws Exception {
        Overlay overlay = Overlay.build(name);
        Path file = Path.of(overlay.argument("--config"));
        String map = volumeAt(overlay, file.toString()).at("/configMap/name").textValue();
        // The name has a hash of the content: a change of the configuration is one of the deployment.
        assertThat(map).matches("knowstream-config-[a-z0-9]+");
        JsonNode data = overlay.named("ConfigMap", map).get("data");
        assertThat(data.get(file.getFileName().toString()).textValue())
                .isEqualTo(Shipped.text("k8s/base/knowstream.yaml"));
        EffectiveConfiguration job = EffectiveConfiguration.load(
                Shipped.ROOT.resolve("k8s/base/knowstream.yaml"), Map.of("preset", overlay.argument("--preset")));
        assertThat(claimAt(overlay, job.get(IndexOptions.PATH))).isEqualTo("knowstream-data");
        Set<String> models = new TreeSet<>(List.of(
                job.get(ModelOptions.ENTITY), job.get(ModelOptions.RELATIONSHIP), job.get(ModelOptions.ANALYSIS)));
        JsonNode pull = overlay.deployment().at("/jobManager/podTemplate/spec/initContainers/0/command");
        if (overlay.argument("--preset").equals("builtin")) {
            assertThat(pull.isMissingNode()).isTrue();
        } else {
            String directory = job.get(ModelOptions.DIRECTORY);
            assertThat(claimAt(overlay, directory)).isEqualTo("knowstream-models");
            List<String> command = Overlay.words(pull);
            assertThat(command.subList(0, 5))
                    .containsExactly("flock", directory + "/.pull", "knowstream", "models", "pull");
            assertThat(command.subList(5, command.size())).containsExactlyInAnyOrderElementsOf(models);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/container", "overlays/edge", "overlays/server"})
    void noContainerIsRootOrWritesItsFileSystem(String name) throws Exception {
        Overlay overlay = Overlay.build(name);
        assertThat(overlay.all("Namespace")
                        .get(0)
                        .at("/metadata/labels")
                        .get("pod-security.kubernetes.io/enforce")
                        .textValue())
                .isEqualTo("restricted");
        JsonNode pod = overlay.deployment().at("/podTemplate/spec");
        assertThat(pod.at("/securityContext/runAsNonRoot").booleanValue()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").textValue()).isEqualTo("RuntimeDefault");
        assertThat(Shipped.text("Dockerfile"))
                .contains("USER " + pod.at("/securityContext/runAsUser") + ":" + pod.at("/securityContext/runAsGroup"));
        List<JsonNode> containers = new ArrayList<>();
        pod.get("containers").forEach(containers::add);
        overlay.deployment().at("/jobManager/podTemplate/spec/initContainers").forEach(containers::add);
        for (JsonNode byHand : overlay.all("CronJob")) {
            JsonNode template = byHand.at("/spec/jobTemplate/spec/template/spec");
            assertThat(template.get("securityContext")).isEqualTo(pod.get("securityContext"));
            template.get("containers").forEach(containers::add);
        }
        assertThat(containers).isNotEmpty().allSatisfy(container -> {
            JsonNode context = container.get("securityContext");
            assertThat(context.get("readOnlyRootFilesystem").booleanValue()).isTrue();
            assertThat(context.get("allowPrivilegeEscalation").booleanValue()).isFalse();
            assertThat(Overlay.words(context.at("/capabilities/drop"))).containsExactly("ALL");
        });
        assertThat(volumeAt(overlay, "/tmp").has("emptyDir")).isTrue();
        assertThat(volumeAt(overlay, "/opt/flink/log").has("emptyDir")).isTrue();
    }
}
