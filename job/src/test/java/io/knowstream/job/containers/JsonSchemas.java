package io.knowstream.job.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Validates against the schemas of those who read what is shipped. */
final class JsonSchemas {

    /** The Compose Specification's own, as it says of itself: {@code compose-spec/README.md}. */
    private static final String COMPOSE = "compose-spec/compose-spec.json";

    /** The definition of the resource, in the operator's artifact. */
    private static final String FLINK_DEPLOYMENT = "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

    /**
     * The newest operator on Maven Central, 1.10.0, ends with Flink 1.20. Its schema holds for all later ones, which its
     * project checks, but for this field: operators from 1.14 on know it.
     */
    static final String NEWER_VERSION = "v2_2";

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);

    private JsonSchemas() {}

    /** What the Compose Specification has against a file. */
    static List<String> compose(JsonNode file) throws IOException {
        try (InputStream in = JsonSchemas.class.getResourceAsStream(COMPOSE)) {
            return validate((ObjectNode) new ObjectMapper().readTree(in), file);
        }
    }

    /** What Kubernetes has against the {@code spec} of a {@code FlinkDeployment}; fields that it would drop are faults. */
    static List<String> flinkDeployment(JsonNode spec) throws IOException {
        try (InputStream in = JsonSchemas.class.getResourceAsStream(FLINK_DEPLOYMENT)) {
            JsonNode definition = new ObjectMapper(new YAMLFactory()).readTree(in);
            ObjectNode schema = (ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
            ((ArrayNode) schema.at("/properties/flinkVersion/enum")).add(NEWER_VERSION);
            close(schema);
            return validate(schema, spec);
        }
    }

    /** A structural schema takes unknown fields, and Kubernetes drops them; here they are refused. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")
                && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            object.put("additionalProperties", false);
        }
        if (schema.isContainerNode()) {
            schema.forEach(JsonSchemas::close);
        }
    }

    private static List<String> validate(ObjectNode schema, JsonNode instance) {
        // The factory says which draft it is, and a name that is no URI names nothing here.
        schema.remove(List.of("$schema", "$id"));
        return FACTORY.getSchema(schema).validate(instance).stream()
                .map(ValidationMessage::getMessage)
                .sorted()
                .toList();
    }
}
