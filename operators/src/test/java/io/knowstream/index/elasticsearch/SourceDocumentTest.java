package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.graph.Chunk;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Quality;
import io.knowstream.graph.Relationship;
import io.knowstream.graph.StorageStrategy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceDocumentTest {

    private static final Entity ENTITY = new Entity(
            "e1",
            "Ada  LOVELACE",
            "Person",
            "born 1815",
            List.of("Countess of Lovelace", "ada lovelace"),
            3,
            7,
            912_345,
            List.of(new Evidence("doc\n1", 0, 3, 950_000)));

    private static JsonNode json(GraphChange change) throws IOException {
        byte[] source = SourceDocument.of(change);
        // A line break would end the document in a bulk request.
        assertThat(SourceDocument.text(source)).doesNotContain("\n");
        return SourceDocument.JSON.readTree(source);
    }

    @Test
    void anEntityIsFoundByNormalisedNamesAndTheirWords() throws IOException {
        JsonNode source = json(GraphChange.upsert(ENTITY, 4));
        assertThat(source.get("id").asText()).isEqualTo("e1");
        assertThat(source.get("name")).hasToString("[\"ada lovelace\",\"countess of lovelace\"]");
        assertThat(source.get("words")).hasToString("[\"ada lovelace\",\"countess of lovelace\"]");
        assertThat(source.get("documents").asInt()).isEqualTo(3);
        assertThat(SourceDocument.record(source, Entity.class)).isEqualTo(ENTITY);
    }

    @Test
    void relationshipsAndLinksHaveEnds() throws IOException {
        Relationship relationship = new Relationship("r", "e1", "place of birth", "P19", "e2", 700_000, 1, List.of());
        JsonNode source = json(GraphChange.upsert(relationship, 1));
        assertThat(source.get("source").asText() + source.get("target").asText())
                .isEqualTo("e1e2");
        assertThat(source.get("predicate")).hasToString("[\"place of birth\",\"p19\"]");
        assertThat(SourceDocument.record(source, Relationship.class)).isEqualTo(relationship);

        EntityLink link = new EntityLink("l", "e1", "e2", EntityLink.Rule.ACRONYM, 900_000, "IBM");
        JsonNode linked = json(GraphChange.upsert(link, 1));
        assertThat(linked.get("source").asText() + linked.get("target").asText())
                .isEqualTo("e1e2");
        assertThat(SourceDocument.record(linked, EntityLink.class)).isEqualTo(link);
    }

    @Test
    void aChunkHasItsVectorOnceAndExactly() throws IOException {
        float[] vector = new float[384];
        vector[0] = 0.1f;
        vector[1] = Float.MIN_VALUE;
        vector[383] = -1e-7f;
        IndexedChunk chunk = new IndexedChunk("c", "d", null, 0, 9, "Straße, ÉCOLE\n!", List.of("e1"), vector);
        JsonNode source = json(GraphChange.upsert(chunk, 1, StorageStrategy.BALANCED));
        assertThat(source.get("words").asText()).isEqualTo("strasse ecole");
        for (int i = 0; i < vector.length; i++) {
            assertThat(source.get("embedding").get(i).floatValue()).isEqualTo(vector[i]);
        }
        IndexedChunk read = SourceDocument.record(source, IndexedChunk.class);
        assertThat(read.text()).isEqualTo(chunk.text());
        assertThat(read.embedding()).isEmpty();
    }

    @Test
    void refusesAVectorOfOtherDimensions() {
        IndexedChunk chunk = new IndexedChunk("c", "d", null, 0, 1, "x", List.of(), new float[3]);
        assertThatThrownBy(() -> SourceDocument.of(GraphChange.upsert(chunk, 1, StorageStrategy.BALANCED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an embedding must have 384 dimensions (got 3)");
    }

    @Test
    void aDocumentIsTheRecordAlone() throws IOException {
        DocumentGraph graph = new DocumentGraph(
                new Document("d", "Title", "Text \ud83d\ude00", 7L, Map.of("k", "v")),
                Quality.of(900_000, 800_000, 700_000, 600_000),
                List.of(new Chunk("c", "f", 0, 6)),
                List.of(),
                List.of(),
                List.of());
        JsonNode source = json(GraphChange.upsert(graph, 1, StorageStrategy.HIGH_COMPRESSION));
        assertThat(source.size()).isEqualTo(2);
        assertThat(SourceDocument.record(source, DocumentGraph.class)).isEqualTo(graph);
    }

    @Test
    void whoWroteItStandsInFront() {
        Author author = new Author(128, 0, 63, List.of(5L), AttemptHistory.NONE);
        byte[] joined = SourceDocument.joined(author.stamp("entity", 5, 11, 7, true), SourceDocument.tombstone("e\"1"));
        assertThat(SourceDocument.text(joined))
                .isEqualTo("{\"kind\":\"entity\",\"attempt\":5,\"checkpoint\":11,\"group\":7,\"groups\":128,"
                        + "\"deleted\":true,\"id\":\"e\\\"1\"}");
    }
}
