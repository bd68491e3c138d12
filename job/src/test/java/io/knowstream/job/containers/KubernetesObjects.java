package io.knowstream.job.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.apache.flink.kubernetes.operator.api.spec.FlinkVersion;

/**
 * Objects as those read them whom they are for: Kubernetes' own kinds by its official client, whose classes are made of its
 * OpenAPI schema and refuse fields that they do not know or miss; the operators' kinds by their classes.
 */
final class KubernetesObjects {

    private interface Reader {
        Object read(String json) throws IOException;
    }

    private static final Map<String, Reader> KINDS = Map.of(
            "v1 Namespace", V1Namespace::fromJson,
            "v1 ServiceAccount", V1ServiceAccount::fromJson,
            "v1 ConfigMap", V1ConfigMap::fromJson,
            "v1 PersistentVolumeClaim", V1PersistentVolumeClaim::fromJson,
            "batch/v1 CronJob", V1CronJob::fromJson,
            "rbac.authorization.k8s.io/v1 Role", V1Role::fromJson,
            "rbac.authorization.k8s.io/v1 RoleBinding", V1RoleBinding::fromJson,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::fromJson,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::fromJson,
            "monitoring.coreos.com/v1 PodMonitor", json -> strict().readValue(json, PodMonitor.class));

    private KubernetesObjects() {}

    /** Fails if an object has another form than its kind. */
    static void requireValid(JsonNode object) throws IOException {
        String kind =
                object.get("apiVersion").textValue() + " " + object.get("kind").textValue();
        if (kind.equals("flink.apache.org/v1beta1 FlinkDeployment")) {
            assertThat(JsonSchemas.flinkDeployment(object.get("spec"))).isEmpty();
            deployment(object.get("spec"));
        } else {
            assertThat(KINDS).containsKey(kind);
            assertThat(KINDS.get(kind).read(object.toString())).isNotNull();
        }
    }

    /** A deployment as the operator reads it, but for the version of Flink; see {@link JsonSchemas}. */
    static FlinkDeploymentSpec deployment(JsonNode spec) throws IOException {
        return strict().treeToValue(spec, FlinkDeploymentSpec.class);
    }

    /** Takes no field that the classes do not name: they have places for all others, to be able to send them on. */
    private static ObjectMapper strict() {
        AnnotationIntrospector introspector = new JacksonAnnotationIntrospector() {
            private static final long serialVersionUID = 1;

            @Override
            public Boolean hasAnySetter(Annotated annotated) {
                return false;
            }
        };
        return JsonMapper.builder()
                .annotationIntrospector(introspector)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addHandler(new DeserializationProblemHandler() {
                    @Override
                    public Object handleWeirdStringValue(
                            DeserializationContext context, Class<?> type, String value, String failure)
                            throws JsonProcessingException {
                        return type == FlinkVersion.class && value.equals(JsonSchemas.NEWER_VERSION)
                                ? null
                                : NOT_HANDLED;
                    }
                })
                .build();
    }
}
