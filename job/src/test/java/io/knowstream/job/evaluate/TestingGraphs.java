package io.knowstream.job.evaluate;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.Mention;
import java.util.Arrays;
import java.util.List;

/** Graphs of documents as the job would make them. */
final class TestingGraphs {

    private TestingGraphs() {}

    static DocumentGraph graph(List<DocumentEntity> entities, DocumentRelationship... relationships) {
        return new DocumentGraph(
                new Document("0", null, "text", null, null),
                null,
                List.of(),
                entities,
                Arrays.asList(relationships),
                List.of());
    }

    /** An entity with mentions at places, two numbers each. */
    static DocumentEntity entity(String id, String type, int... places) {
        Mention[] mentions = new Mention[places.length / 2];
        for (int i = 0; i < mentions.length; i++) {
            mentions[i] = new Mention(places[2 * i], places[2 * i + 1], id, type, Confidence.of(0.8));
        }
        return new DocumentEntity(id, id, type, Confidence.of(0.8), List.of(mentions));
    }

    static DocumentRelationship relationship(String source, String wikidata, String target) {
        return new DocumentRelationship(
                source + wikidata + target, source, "name", wikidata, target, Confidence.of(0.6), List.of());
    }

    static GoldMention mention(int start, int end, String entity, String... types) {
        return new GoldMention(start, end, List.of(types), entity);
    }
}
