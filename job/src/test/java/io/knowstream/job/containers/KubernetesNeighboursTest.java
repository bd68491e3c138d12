package io.knowstream.job.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.RestOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code k8s} has beside the deployment: who may talk to its pods, move them, scrape them, and what they may. */
class KubernetesNeighboursTest {

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/container", "overlays/edge", "overlays/server"})
    void onePodAtATimeMayBeMoved(String name) throws Exception {
        Overlay overlay = Overlay.build(name);
        Map<String, Integer> pods = Map.of(
                "taskmanager",
                overlay.taskManagers(),
                "jobmanager",
                overlay.deployment().at("/jobManager/replicas").intValue());
        pods.forEach((component, count) -> {
            List<JsonNode> budgets = overlay.all("PodDisruptionBudget").stream()
                    .filter(budget -> budget.at("/spec/selector/matchLabels/component")
                            .asText()
                            .equals(component))
                    .toList();
            assertThat(budgets).as(component).hasSize(count > 1 ? 1 : 0).allSatisfy(budget -> {
                assertThat(budget.at("/spec/minAvailable").intValue()).isEqualTo(count - 1);
                requirePodsOfTheDeployment(overlay, budget.at("/spec/selector/matchLabels"));
            });
        });
    }

    /** Flink labels its pods with the deployment's name and with what they are. */
    private static void requirePodsOfTheDeployment(Overlay overlay, JsonNode labels) {
        assertThat(labels.get("app"))
                .isEqualTo(overlay.all("FlinkDeployment").get(0).at("/metadata/name"));
        assertThat(labels.path("component").asText("jobmanager")).isIn("jobmanager", "taskmanager");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/container", "overlays/edge", "overlays/server"})
    void theNetworkIsOpenForThePortsThatAreUsed(String name) throws Exception {
        Overlay overlay = Overlay.build(name);
        JsonNode policy = overlay.all("NetworkPolicy").get(0).get("spec");
        requirePodsOfTheDeployment(overlay, policy.at("/podSelector/matchLabels"));
        assertThat(Overlay.words(policy.get("policyTypes"))).containsExactlyInAnyOrder("Ingress", "Egress");
        String metrics = overlay.flink().getString(FlinkKeys.METRICS_PORT, null);
        assertThat(policy.get("ingress").findValuesAsText("port"))
                .containsExactlyInAnyOrder(overlay.flink().get(RestOptions.PORT).toString(), metrics);
        assertThat(overlay.deployment()
                        .at("/podTemplate/spec/containers/0/ports/0/containerPort")
                        .asText())
                .isEqualTo(metrics);
        String broker = Shipped.yaml("k8s/base/knowstream.yaml")
                .get("kafka.bootstrap-servers")
                .textValue();
        assertThat(policy.get("egress").findValuesAsText("port"))
                .contains(broker.substring(broker.indexOf(':') + 1), "53", "443");
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/container", "overlays/edge", "overlays/server"})
    void prometheusScrapesTheSameJobsAsElsewhere(String name) throws Exception {
        Overlay overlay = Overlay.build(name);
        Set<String> jobs = new TreeSet<>();
        for (JsonNode monitor : overlay.all("PodMonitor")) {
            requirePodsOfTheDeployment(overlay, monitor.at("/spec/selector/matchLabels"));
            JsonNode endpoint = monitor.at("/spec/podMetricsEndpoints/0");
            assertThat(endpoint.get("port"))
                    .isEqualTo(overlay.deployment().at("/podTemplate/spec/containers/0/ports/0/name"));
            assertThat(endpoint.at("/relabelings/0/targetLabel").textValue()).isEqualTo("job");
            jobs.add(endpoint.at("/relabelings/0/replacement").textValue());
        }
        assertThat(Shipped.yaml("conf/prometheus/prometheus.yml")
                        .get("scrape_configs")
                        .findValuesAsText("job_name"))
                .containsExactlyInAnyOrderElementsOf(jobs);
    }

    @Test
    void theJobManagerMayDoWhatItMust() throws Exception {
        Overlay overlay = Overlay.build("base");
        String account = overlay.deployment().get("serviceAccount").textValue();
        JsonNode binding = overlay.all("RoleBinding").get(0);
        assertThat(binding.at("/subjects/0/name").textValue())
                .isEqualTo(account)
                .isEqualTo(overlay.named("ServiceAccount", account)
                        .at("/metadata/name")
                        .textValue());
        JsonNode role = overlay.named("Role", binding.at("/roleRef/name").textValue());
        assertThat(Overlay.words(role.at("/rules/0/resources"))).contains("pods", "configmaps");
        assertThat(Overlay.words(role.at("/rules/0/verbs"))).contains("create", "delete", "watch");
    }
}
