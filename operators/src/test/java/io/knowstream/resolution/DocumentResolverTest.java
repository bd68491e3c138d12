package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Manifest;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Span;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentResolverTest {

    private static final String TEXT = "Marie Curie was born in Warsaw. Curie won in Paris.";

    private final DocumentResolver resolver = new DocumentResolver(false);

    @Test
    void aPlaceThatTwoChunksSeeCountsOnce() {
        DocumentGraph graph = resolve(
                List.of(new Chunk("a", "f", 0, 31), new Chunk("b", "f", 6, 51)),
                result(List.of(mention(0, 11, 0, 900_000), mention(24, 30, 0, 800_000))),
                result(List.of(mention(6, 11, 6, 950_000), mention(24, 30, 6, 850_000), mention(32, 37, 6, 700_000))));
        assertThat(graph.entities()).extracting("name").containsExactly("Marie Curie", "Warsaw");
        assertThat(graph.entities().get(0).mentions())
                .extracting(Mention::span)
                .containsExactly(new Span(0, 11), new Span(32, 37));
        assertThat(graph.entities().get(1).mentions())
                .containsExactly(new Mention(24, 30, "Warsaw", "Location", 850_000));
    }

    @Test
    void aRelationGoesOnWithTheMentionThatStandsAtItsPlace() {
        DocumentGraph graph = resolve(
                List.of(new Chunk("a", "f", 0, 31), new Chunk("b", "f", 6, 51)),
                result(
                        List.of(mention(0, 11, 0, 900_000), mention(24, 30, 0, 800_000)),
                        new ChunkRelation(0, 1, "place of birth", "P19", 600_000, new Span(0, 31))),
                result(
                        List.of(mention(6, 11, 6, 950_000), mention(24, 30, 6, 850_000)),
                        new ChunkRelation(0, 1, "place of birth", "P19", 700_000, new Span(0, 25))));
        String source = Ids.entity("Person", "Marie Curie");
        String target = Ids.entity("Location", "Warsaw");
        assertThat(graph.relationships())
                .containsExactly(new DocumentRelationship(
                        Ids.relationship(source, "P19", target),
                        source,
                        "place of birth",
                        "P19",
                        target,
                        700_000,
                        List.of(new Span(0, 31), new Span(6, 31))));
    }

    @Test
    void nothingIsRelatedToItself() {
        DocumentGraph graph = resolve(
                List.of(new Chunk("a", "f", 0, 51)),
                result(
                        List.of(mention(0, 11, 0, 900_000), mention(32, 37, 0, 900_000)),
                        new ChunkRelation(0, 1, "spouse", "P26", 600_000, new Span(0, 51))));
        assertThat(graph.entities()).hasSize(1);
        assertThat(graph.relationships()).isEmpty();
    }

    @Test
    void failuresAreTold() {
        ChunkResult failed = new ChunkResult("d", 1, "b", "f", ChunkExtraction.empty(), "too odd");
        DocumentGraph graph =
                resolve(List.of(new Chunk("a", "f", 0, 31), new Chunk("b", "f", 31, 51)), result(List.of()), failed);
        assertThat(graph.failures()).containsExactly("too odd");
    }

    private DocumentGraph resolve(List<Chunk> chunks, ChunkResult... results) {
        Document document = new Document("d", "T", TEXT, null, Map.of());
        GlobalContext context = new GlobalContext("T", List.of(), "");
        return resolver.resolve(new Manifest("d", 1, document, context, chunks), List.of(results));
    }

    private static ChunkResult result(List<Mention> mentions, ChunkRelation... relations) {
        return new ChunkResult("d", 1, "c", "f", new ChunkExtraction(mentions, List.of(relations), new float[0]), null);
    }

    /** A mention of {@link #TEXT}, seen from a chunk that begins at {@code chunk}. */
    private static Mention mention(int start, int end, int chunk, int confidence) {
        String text = TEXT.substring(start, end);
        String type = text.contains("Curie") ? "Person" : "Location";
        return new Mention(start - chunk, end - chunk, text, type, confidence);
    }
}
