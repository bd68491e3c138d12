package io.knowstream.job.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.index.GraphCounts;
import io.knowstream.index.GraphReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must hold in every published state of the graph, whatever documents are through.
 *
 * <p>A document, its chunks and what it adds to entities and relationships belong to one state: nothing refers to what is
 * not there, and every count is that of the documents in the same state.
 */
final class SnapshotCheck {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Map<String, JsonNode>> kinds = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    private SnapshotCheck() {}

    /** Everything that is wrong in the state that a reader shows. */
    static List<String> violations(GraphReader reader) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        reader.export(out);
        return violations(reader.counts(), out.toString(StandardCharsets.UTF_8));
    }

    static List<String> violations(GraphCounts counts, String export) throws IOException {
        return new SnapshotCheck().check(counts, export);
    }

    private List<String> check(GraphCounts counts, String export) throws IOException {
        for (String line : export.lines().toList()) {
            JsonNode each = JSON.readTree(line);
            String kind = each.get("kind").asText();
            if (of(kind).put(each.get("id").asText(), each) != null) {
                violations.add(kind + " " + each.get("id").asText() + " is there twice");
            }
        }
        equal("documents counted", counts.documents(), of("document").size());
        equal("chunks counted", counts.chunks(), of("chunk").size());
        equal("entities counted", counts.entities(), of("entity").size());
        equal(
                "relationships counted",
                counts.relationships(),
                of("relationship").size());
        checkChunks();
        checkDocuments("entity", "entities");
        checkDocuments("relationship", "relationships");
        of("relationship").forEach((id, relationship) -> {
            for (String end : List.of("source", "target")) {
                if (!of("entity").containsKey(relationship.get(end).asText())) {
                    violations.add("relationship " + id + " has no entity as its " + end);
                }
            }
        });
        return violations;
    }

    private Map<String, JsonNode> of(String kind) {
        return kinds.computeIfAbsent(kind, k -> new TreeMap<>());
    }

    private void checkChunks() {
        int listed = 0;
        for (Map.Entry<String, JsonNode> document : of("document").entrySet()) {
            for (JsonNode chunk : document.getValue().get("chunks")) {
                JsonNode held = of("chunk").get(chunk.get("id").asText());
                if (held == null || !held.get("documentId").asText().equals(document.getKey())) {
                    violations.add("document " + document.getKey() + " misses its chunk " + chunk.get("id"));
                }
                listed++;
            }
        }
        equal("chunks of all documents", listed, of("chunk").size());
    }

    /** That each entity or relationship is counted in as many documents as name it, and is in one at least. */
    private void checkDocuments(String kind, String field) {
        Map<String, Integer> named = new TreeMap<>();
        for (JsonNode document : of("document").values()) {
            for (JsonNode each : document.get(field)) {
                named.merge(each.get("id").asText(), 1, Integer::sum);
            }
        }
        of(kind).forEach((id, each) ->
                equal("documents of " + kind + " " + id, each.get("documents").asInt(), named.getOrDefault(id, 0)));
        named.keySet().removeAll(of(kind).keySet());
        named.forEach((id, documents) -> violations.add(kind + " " + id + " is not there, though documents name it"));
    }

    private void equal(String what, int shown, int expected) {
        if (shown != expected) {
            violations.add(what + ": " + shown + ", and not " + expected);
        }
    }
}
