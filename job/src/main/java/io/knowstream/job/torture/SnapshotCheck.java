package io.knowstream.job.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.clusters.NameClusters;
import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.NamedEntity;
import io.knowstream.graph.Names;
import io.knowstream.index.GraphCounts;
import io.knowstream.index.GraphReader;
import io.knowstream.resolution.ResolutionConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
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

    /** An entity has no more in the export. */
    private static final int ALIASES_SHOWN = 16;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Map<String, JsonNode>> kinds = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    private final ResolutionConfig config;

    private SnapshotCheck(ResolutionConfig config) {
        this.config = config;
    }

    /** Everything that is wrong in the state that a reader shows. */
    static List<String> violations(GraphReader reader, ResolutionConfig config) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        reader.export(out);
        return violations(reader.counts(), out.toString(StandardCharsets.UTF_8), config);
    }

    static List<String> violations(GraphCounts counts, String export, ResolutionConfig config) throws IOException {
        return new SnapshotCheck(config).check(counts, export);
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
        checkLinks();
        return violations;
    }

    /** That names are linked as the names of the same state are. */
    private void checkLinks() throws IOException {
        if (of("entity").values().stream()
                .anyMatch(entity -> entity.get("aliases").size() >= ALIASES_SHOWN)) {
            // The export may not show all names that links were made by.
            return;
        }
        List<NamedEntity> named = new ArrayList<>();
        of("entity").forEach((id, entity) -> {
            String name = entity.get("name").asText();
            List<String> aliases = new ArrayList<>();
            for (JsonNode alias : entity.get("aliases")) {
                if (!Names.normalize(alias.asText()).equals(Names.normalize(name))) {
                    aliases.add(alias.asText());
                }
            }
            Collections.sort(aliases);
            named.add(new NamedEntity(
                    id, entity.get("type").asText(), entity.path("sense").textValue(), name, aliases));
        });
        Map<String, JsonNode> expected = new TreeMap<>();
        NameClusters clusters = new NameClusters(named, config.clusteringThreshold(), config.namesPerBlock());
        for (EntityLink link : clusters.links().values()) {
            expected.put(link.id(), JSON.readTree(CanonicalJson.of(link)));
        }
        of("link").forEach((id, link) -> {
            if (!link.equals(expected.remove(id))) {
                violations.add("link " + id + " is not what the names of the state make of it: " + link);
            }
        });
        expected.forEach((id, link) -> violations.add("link " + id + " is not there: " + link));
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
