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
                .contains(broker.substring(broker.indexOf(':') + 1), "53", "443")
                .contains("9093", "9200", "6443", "8443", "16443");
    }

    /** A label of pods can be given in every namespace. */
    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/container", "overlays/edge", "overlays/server"})
    void whoGivesOrdersIsInOneNamespace(String name) throws Exception {
        JsonNode policy = Overlay.build(name).all("NetworkPolicy").get(0).get("spec");
        String rest = RestOptions.PORT.defaultValue().toString();
        for (JsonNode rule : policy.get("ingress")) {
            if (rule.findValuesAsText("port").contains(rest)) {
                assertThat(rule.get("from")).hasSize(1);
                JsonNode labels = rule.at("/from/0/namespaceSelector/matchLabels");
                assertThat(labels.fieldNames()).toIterable().containsExactly("kubernetes.io/metadata.name");
                assertThat(rule.at("/from/0/podSelector/matchLabels/app.kubernetes.io~1name")
                                .textValue())
                        .isEqualTo("flink-kubernetes-operator");
            }
        }
        assertThat(Shipped.text("README.md")).contains("`kubernetes.io/metadata.name`");
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
        // Makes task managers, leads and remembers in ConfigMaps, and owns both by the Deployment that it is of.
        for (String resource : List.of("/pods", "/configmaps")) {
            assertThat(verbs(role, resource)).contains("get", "list", "watch", "create", "update", "patch", "delete");
        }
        assertThat(verbs(role, "/configmaps")).contains("deletecollection");
        assertThat(verbs(role, "apps/deployments")).contains("get", "list", "watch", "update", "delete");
        assertThat(verbs(role, "apps/deployments/finalizers")).contains("update");
        assertThat(verbs(role, "/secrets")).isEmpty();
    }

    /** What a role allows to do to a resource, written {@code GROUP/RESOURCE}. */
    private static Set<String> verbs(JsonNode role, String resource) {
        Set<String> verbs = new TreeSet<>();
        for (JsonNode rule : role.get("rules")) {
            for (String group : Overlay.words(rule.get("apiGroups"))) {
                for (String each : Overlay.words(rule.get("resources"))) {
                    assertThat(group + each).as("no more than is needed").doesNotContain("*");
                    if (resource.equals(group + "/" + each)) {
                        verbs.addAll(Overlay.words(rule.get("verbs")));
                    }
                }
            }
        }
        return verbs;
    }
}
