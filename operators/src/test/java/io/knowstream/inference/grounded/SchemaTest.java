package io.knowstream.inference.grounded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {

    private static Schema read(String json) throws IOException {
        return Schema.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "test.json");
    }

    private static JsonNode config(String model) throws IOException {
        try (InputStream in = Schema.class.getResourceAsStream("/io/knowstream/models/" + model + "/config.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    void theBuiltInSchemaHasTheTypesAndPredicatesOfTheBuiltInModels() throws IOException {
        Schema schema = Schema.builtIn();
        Set<String> types = new TreeSet<>();
        config("knowstream-entities").path("labels").forEach(label -> {
            if (label.asText().startsWith("B-")) {
                types.add(label.asText().substring(2));
            }
        });
        assertThat(schema.types()).extracting(Schema.EntityType::name).containsExactlyInAnyOrderElementsOf(types);
        TreeMap<String, String> predicates = new TreeMap<>();
        config("knowstream-relations")
                .path("predicates")
                .forEach(p ->
                        predicates.put(p.path("id").asText(), p.path("name").asText()));
        TreeMap<String, String> ours = new TreeMap<>();
        schema.predicates().forEach(p -> ours.put(p.wikidata(), p.name()));
        assertThat(ours).isEqualTo(predicates);
        assertThat(schema.predicates()).hasSameSizeAs(predicates.entrySet());
    }

    @Test
    void labelsAreNamesWhereThereAreNone() throws IOException {
        Schema schema = read("{'types': [{'name': 'A'}, {'name': 'B', 'label': 'b'}], 'predicates': [{'name': 'p'}]}"
                .replace('\'', '"'));
        assertThat(schema.types()).containsExactly(new Schema.EntityType("A", "A"), new Schema.EntityType("B", "b"));
        assertThat(schema.predicates().get(0).label()).isEqualTo("p");
        assertThat(schema.predicates().get(0).wikidata()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'types': []}                                        | must have 1 to 63 entity types (got 0)",
                "{'types': [{'name': 'A'}, {'name': 'A'}]}            | got A twice",
                "{'types': [{'label': 'A'}]}                          | must be a line that is not blank",
                "{'types': [{'name': ' '}]}                           | must be a line that is not blank",
                "{'types': [{'name': 'A'}], 'predicates': [{'name': 'p', 'objects': ['B']}]} "
                        + "| joins the entity type B, which must be one of [A]",
            })
    void whatIsNoSchemaIsRefused(String json, String message) {
        assertThatThrownBy(() -> read(json.replace('\'', '"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("test.json")
                .hasMessageContaining(message);
    }

    @Test
    void aFingerprintIsOfWhatASchemaSays() throws IOException {
        String json = "{\"types\": [{\"name\": \"A\"}], \"predicates\": [{\"name\": \"p\"}]}";
        assertThat(read(json).fingerprint())
                .hasSize(64)
                .isEqualTo(read(json.replace(" ", "")).fingerprint())
                .isNotEqualTo(read(json.replace("\"p\"", "\"q\"")).fingerprint());
    }
}
