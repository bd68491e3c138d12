package io.knowstream.job.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Assumptions;

/**
 * What kustomize makes of a directory of {@code k8s}.
 *
 * @param name of the directory, below {@code k8s}
 * @param objects all that Kubernetes is given
 */
record Overlay(String name, List<JsonNode> objects) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Builds it; skips the test where there is no {@code kubectl}, or one with a kustomize that knows no components. */
    static Overlay build(String name) throws Exception {
        return build(Shipped.ROOT.resolve("k8s"), name);
    }

    /** The same of a directory in the place of {@code k8s}. */
    static Overlay build(Path root, String name) throws Exception {
        Assumptions.assumeTrue(
                TestingCommands.isInstalled("kubectl")
                        && Shipped.run("kubectl", "version", "--client", "--output=json")
                                .contains("kustomizeVersion"),
                "k8s is not tested: kubectl, 1.24 or newer, must be on the PATH");
        return new Overlay(
                name,
                Shipped.documents(
                        Shipped.run("kubectl", "kustomize", root.resolve(name).toString())));
    }

    /** The images of all containers, of those that prepare a pod and of those that are run by hand. */
    List<String> images() {
        return objects.stream()
                .flatMap(object -> object.findValuesAsText("image").stream())
                .toList();
    }

    /** All objects of a kind. */
    List<JsonNode> all(String kind) {
        return objects.stream()
                .filter(object -> object.get("kind").textValue().equals(kind))
                .toList();
    }

    /** The object of a kind that has a name. */
    JsonNode named(String kind, String name) {
        return all(kind).stream()
                .filter(object -> object.at("/metadata/name").textValue().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(this.name + " has no " + kind + " " + name));
    }

    /** The one deployment's specification. */
    JsonNode deployment() {
        return named("FlinkDeployment", "knowstream").get("spec");
    }

    /** The word behind an option of the job's arguments. */
    String argument(String option) {
        List<String> words = arguments();
        return words.get(words.indexOf(option) + 1);
    }

    /** The job's arguments. */
    List<String> arguments() {
        return words(deployment().at("/job/args"));
    }

    /** The strings of a list. */
    static List<String> words(JsonNode list) {
        return JSON.convertValue(list, JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    /** Flink's configuration as the operator makes it for the task managers: their memory is the resource's. */
    Configuration flink() {
        Map<String, String> lines = JSON.convertValue(
                deployment().get("flinkConfiguration"),
                JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class));
        return Configuration.fromMap(lines).set(TaskManagerOptions.TOTAL_PROCESS_MEMORY, memory("taskManager"));
    }

    /** What a pod may take. The operator reads "1024m" as Flink does, as MiB. */
    MemorySize memory(String component) {
        return MemorySize.parse(
                deployment().at("/" + component + "/resource/memory").textValue());
    }

    /** How many task managers Flink starts for the job. */
    int taskManagers() {
        int slots = flink().get(TaskManagerOptions.NUM_TASK_SLOTS);
        return (deployment().at("/job/parallelism").intValue() + slots - 1) / slots;
    }
}
