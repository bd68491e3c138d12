package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.Entity;
import io.knowstream.index.GraphPath;
import io.knowstream.index.NamedRelationship;
import io.knowstream.index.SemanticHit;

/** What the graph answers as JSON, an object a line; what is a part of the graph has its canonical form in it. */
final class JsonAnswers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonAnswers() {}

    static String of(Entity entity) {
        return CanonicalJson.of(entity);
    }

    /** {@code {"entity","members":[],"links":[]}}: an entity, all names that are the same, and why. */
    static String explained(EntityAnswer answer) {
        ObjectNode json = JSON.createObjectNode().putRawValue("entity", new RawValue(of(answer.entity())));
        var members = json.putArray("members");
        answer.cluster().members().forEach(member -> members.addRawValue(new RawValue(of(member))));
        var links = json.putArray("links");
        answer.cluster().links().forEach(link -> links.addRawValue(new RawValue(CanonicalJson.of(link))));
        return json.toString();
    }

    /** {@code {"sourceName","targetName","relationship"}}. */
    static String of(NamedRelationship named) {
        return object(named).toString();
    }

    /** {@code {"confidence","entities":[],"relationships":[]}}, the relationships as {@link #of(NamedRelationship)}. */
    static String of(GraphPath path) {
        ObjectNode json = JSON.createObjectNode().put("confidence", path.confidence());
        var entities = json.putArray("entities");
        path.entities().forEach(entity -> entities.addRawValue(new RawValue(of(entity))));
        var relationships = json.putArray("relationships");
        path.relationships().forEach(step -> relationships.add(object(step)));
        return json.toString();
    }

    /** {@code {"score","vectorRank","textRank","title","chunk","entities":[]}}; a rank is 0 where it has none. */
    static String of(SemanticHit hit) {
        ObjectNode json = JSON.createObjectNode()
                .put("score", hit.score())
                .put("vectorRank", hit.vectorRank())
                .put("textRank", hit.textRank())
                .put("title", hit.chunk().title())
                .putRawValue("chunk", new RawValue(CanonicalJson.of(hit.chunk())));
        var entities = json.putArray("entities");
        hit.entities().forEach(entity -> entities.addRawValue(new RawValue(of(entity))));
        return json.toString();
    }

    private static ObjectNode object(NamedRelationship named) {
        return JSON.createObjectNode()
                .put("sourceName", named.sourceName())
                .put("targetName", named.targetName())
                .putRawValue("relationship", new RawValue(CanonicalJson.of(named.relationship())));
    }
}
