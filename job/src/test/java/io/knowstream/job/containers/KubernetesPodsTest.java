package io.knowstream.job.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pods of {@code k8s}: their images, who asks whether they are alive, and those that are made by hand. */
class KubernetesPodsTest {

    /** What Flink calls the container that it runs in. */
    private static final String MAIN = "flink-main-container";

    private static final String OTHER_IMAGE = "registry.example.com/team/knowstream:7.8.9";

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void replace(Path file, String old, String other) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, other));
    }

    @ParameterizedTest
    @CsvSource({"overlays/container, 3", "overlays/edge, 3", "overlays/server, 3", "base, 1"})
    void anotherImageIsNamedInOnePlace(String name, int containers, @TempDir Path directory) throws Exception {
        Path k8s = directory.resolve("k8s");
        copy(Shipped.ROOT.resolve("k8s"), k8s);
        replace(
                k8s.resolve("base/flinkdeployment.yaml"),
                "image: knowstream:" + Shipped.version(),
                "image: " + OTHER_IMAGE);
        assertThat(Overlay.build(k8s, name).images()).hasSize(containers).containsOnly(OTHER_IMAGE);
    }

    @Test
    void kustomizeMayNameTheImageOfTheBase(@TempDir Path directory) throws Exception {
        Path k8s = directory.resolve("k8s");
        copy(Shipped.ROOT.resolve("k8s"), k8s);
        String[] parts = OTHER_IMAGE.split(":");
        replace(
                k8s.resolve("base/kustomization.yaml"),
                "configurations:\n",
                "images:\n  - name: knowstream\n    newName: " + parts[0] + "\n    newTag: " + parts[1]
                        + "\nconfigurations:\n");
        assertThat(Overlay.build(k8s, "overlays/edge").images()).hasSize(3).containsOnly(OTHER_IMAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/container", "overlays/edge", "overlays/server"})
    void whoIsDeadIsFoundAndWhoIsNotReadyIsNotAsked(String name) throws Exception {
        Overlay overlay = Overlay.build(name);
        Configuration flink = overlay.flink();
        requireProbes(overlay, "jobManager", flink.get(RestOptions.PORT));
        requireProbes(overlay, "taskManager", Integer.parseInt(flink.getString(FlinkKeys.METRICS_PORT, "")));
    }

    private static void requireProbes(Overlay overlay, String component, int port) {
        // The operator lays lists of templates over one another by position: one container, of the same name, in both.
        assertThat(overlay.deployment().at("/podTemplate/spec/containers").findValuesAsText("name"))
                .startsWith(MAIN)
                .filteredOn(MAIN::equals)
                .hasSize(1);
        JsonNode containers = overlay.deployment().at("/" + component + "/podTemplate/spec/containers");
        assertThat(containers).as(component).hasSize(1);
        JsonNode container = containers.get(0);
        assertThat(container.get("name").textValue()).isEqualTo(MAIN);
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.get(probe).findValuesAsText("port"))
                    .as(component + ", " + probe)
                    .containsExactly(Integer.toString(port));
        }
        // An answer can be an error where nobody leads; that kills no one.
        assertThat(container.at("/livenessProbe").has("tcpSocket")).isTrue();
        // Memory and processors are those that Flink knows of, of resource alone.
        assertThat(container.has("resources")).isFalse();
        assertThat(overlay.memory(component).getMebiBytes()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/container", "overlays/edge", "overlays/server"})
    void savepointsAreReleasedWhereTheIndexIsAndOnlyByHand(String name) throws Exception {
        Overlay overlay = Overlay.build(name);
        JsonNode byHand = overlay.named("CronJob", "knowstream-index-release").get("spec");
        assertThat(byHand.get("suspend").booleanValue()).isTrue();
        JsonNode pod = byHand.at("/jobTemplate/spec/template/spec");
        JsonNode container = pod.at("/containers/0");
        String index =
                Shipped.yaml("k8s/base/knowstream.yaml").get("index.path").textValue();
        assertThat(Overlay.words(container.get("command")))
                .containsExactly("knowstream", "index", "release", "--index", index, "--all");
        assertThat(container.at("/volumeMounts/0/name")).isEqualTo(pod.at("/volumes/0/name"));
        assertThat(Path.of(index))
                .startsWithRaw(Path.of(container.at("/volumeMounts/0/mountPath").textValue()));
        assertThat(pod.at("/volumes/0/persistentVolumeClaim/claimName"))
                .isEqualTo(overlay.deployment().at("/podTemplate/spec/volumes/0/persistentVolumeClaim/claimName"));
        assertThat(container.at("/resources/limits/memory").textValue())
                .isEqualTo(container.at("/resources/requests/memory").textValue())
                .isEqualTo("1Gi");
        assertThat(Shipped.text("README.md")).contains("--from=cronjob/knowstream-index-release");
    }
}
