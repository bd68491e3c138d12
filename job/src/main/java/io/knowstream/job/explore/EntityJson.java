package io.knowstream.job.explore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Evidence;
import io.knowstream.index.EntityCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Parts of the graph as the page reads them. */
final class EntityJson {

    private EntityJson() {}

    /** {@code {"id","name","type","documents"}}: what is drawn of an entity. */
    static ObjectNode brief(Entity entity) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", entity.id())
                .put("name", entity.nameWithSense())
                .put("type", entity.type())
                .put("documents", entity.documents());
    }

    /** {@code {"entity","names":[],"links":[],"evidence":[]}}: an entity by its best name, and all of its names. */
    static ObjectNode whole(EntityCluster cluster, Entity root) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("entity", brief(root));
        ArrayNode names = json.putArray("names");
        Map<String, String> nameOf = new HashMap<>();
        for (Entity member : cluster.members()) {
            nameOf.put(member.id(), member.nameWithSense());
            ObjectNode name = brief(member)
                    .put("mentions", member.mentions())
                    .put("confidence", Confidence.toDouble(member.confidence()));
            ArrayNode aliases = name.putArray("aliases");
            member.aliases().forEach(aliases::add);
            names.add(name);
        }
        ArrayNode links = json.putArray("links");
        for (EntityLink link : cluster.links()) {
            links.addObject()
                    .put("name", nameOf.getOrDefault(link.entity(), link.entity()))
                    .put("target", nameOf.getOrDefault(link.target(), link.target()))
                    .put("reason", link.rule().reason())
                    .put("via", link.via())
                    .put("confidence", Confidence.toDouble(link.confidence()));
        }
        places(
                json.putArray("evidence"),
                cluster.members().stream()
                        .flatMap(member -> member.evidence().stream())
                        .sorted(Evidence.ORDER)
                        .toList());
        return json;
    }

    /** {@code {"document","start","end","confidence"}} for each. */
    static void places(ArrayNode to, List<Evidence> evidence) {
        for (Evidence place : evidence) {
            to.addObject()
                    .put("document", place.documentId())
                    .put("start", place.start())
                    .put("end", place.end())
                    .put("confidence", Confidence.toDouble(place.confidence()));
        }
    }

    /** {@code {"document","title","cutBefore","parts":[{"text","mention"}],"cutAfter"}}. */
    static ObjectNode passage(Passage passage) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("document", passage.document().id())
                .put("title", passage.document().title())
                .put("cutBefore", passage.cutBefore())
                .put("cutAfter", passage.cutAfter());
        ArrayNode parts = json.putArray("parts");
        passage.parts()
                .forEach(part -> parts.addObject().put("text", part.text()).put("mention", part.mention()));
        return json;
    }
}
