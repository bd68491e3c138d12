package io.knowstream.job.explore;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.Relationship;
import io.knowstream.index.Direction;
import io.knowstream.index.EntityCluster;
import io.knowstream.index.GraphReader;
import io.knowstream.index.NamedRelationship;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Relationships as the page draws them: between the best names of their ends. Belongs to one thread. */
final class RelationshipJson {

    /** Of an entity of thousands, the most confident are looked at. */
    private static final int LOOKED_AT = 100;

    private final GraphReader reader;
    private final Clusters clusters;

    RelationshipJson(GraphReader reader, Clusters clusters) {
        this.reader = reader;
        this.clusters = clusters;
    }

    /** Those of an entity under all of its names, the most confident first. */
    List<ObjectNode> of(String entity, int limit) throws IOException {
        List<ObjectNode> found = new ArrayList<>();
        for (NamedRelationship named : reader.relationships(entity, Direction.BOTH, null, limit)) {
            found.add(json(named));
        }
        return found;
    }

    /** Those whose ends are both among some entities, all of them best names. */
    List<ObjectNode> among(Set<String> roots, int limit) throws IOException {
        Map<String, ObjectNode> found = new LinkedHashMap<>();
        for (String root : roots) {
            for (ObjectNode relationship : of(root, LOOKED_AT)) {
                if (found.size() < limit
                        && roots.contains(relationship.get("from").get("id").textValue())
                        && roots.contains(relationship.get("to").get("id").textValue())) {
                    found.putIfAbsent(relationship.get("id").textValue(), relationship);
                }
            }
        }
        return List.copyOf(found.values());
    }

    private ObjectNode json(NamedRelationship named) throws IOException {
        Relationship relationship = named.relationship();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", relationship.id())
                .put("type", relationship.type())
                .put("wikidata", relationship.wikidata())
                .put("source", relationship.source())
                .put("target", relationship.target())
                .put("confidence", Confidence.toDouble(relationship.confidence()))
                .put("documents", relationship.documents());
        json.set("from", end(relationship.source(), named.sourceName()));
        json.set("to", end(relationship.target(), named.targetName()));
        EntityJson.places(json.putArray("evidence"), relationship.evidence());
        return json;
    }

    private ObjectNode end(String id, String name) throws IOException {
        Optional<EntityCluster> cluster = clusters.of(id);
        if (cluster.isPresent()) {
            return EntityJson.brief(clusters.root(cluster.get()));
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("name", name)
                .put("type", "")
                .put("documents", 0);
    }
}
