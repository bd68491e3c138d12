package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Manifest;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Quality;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One row a formula of {@link QualityValidation}; confidences in parts per million. */
class QualityValidationTest {

    private static final float[] EAST = {1, 0};
    private static final float[] NORTH = {0, 1};
    private static final float[] WEST = {-1, 0};

    @Test
    void entityIsTheMeanConfidenceOfMentions() {
        assertThat(validate("", 1, List.of(entity("Ann", 0, 800_000, 400_000)), List.of(), EAST)
                        .entity())
                .isEqualTo(600_000);
        assertThat(validate("", 1, List.of(), List.of(), EAST).entity()).isZero();
    }

    @Test
    void relationshipIsTheMeanConfidenceOfRelationships() {
        List<DocumentEntity> two = List.of(entity("Ann", 0, 800_000), entity("Rome", 0, 800_000));
        assertThat(validate("", 1, two, List.of(relationship(700_000), relationship(500_000)), EAST)
                        .relationship())
                .isEqualTo(600_000);
        assertThat(validate("", 1, two, List.of(), EAST).relationship()).isZero();
        assertThat(validate("", 1, two.subList(0, 1), List.of(), EAST).relationship())
                .isEqualTo(1_000_000);
    }

    @Test
    void coherenceIsTheMeanCosineOfNeighbours() {
        assertThat(validate("", 1, List.of(), List.of(), EAST).coherence()).isEqualTo(1_000_000);
        assertThat(validate("", 3, List.of(), List.of(), EAST, EAST, NORTH).coherence())
                .isEqualTo(500_000);
        assertThat(validate("", 2, List.of(), List.of(), EAST, WEST).coherence())
                .isZero();
        assertThat(validate("", 2, List.of(), List.of(), EAST, new float[0]).coherence())
                .isZero();
    }

    @Test
    void contextIsTheShareOfConnectedChunks() {
        List<DocumentEntity> apart = List.of(entity("Ann", 0, 900_000), entity("Bob", 1, 900_000));
        assertThat(validate("", 2, apart, List.of(), EAST, EAST).context()).isZero();
        assertThat(validate("about Ann", 2, apart, List.of(), EAST, EAST).context())
                .isEqualTo(500_000);
        assertThat(validate("Annabel", 2, apart, List.of(), EAST, EAST).context())
                .isZero();
        DocumentEntity inBoth = new DocumentEntity(
                "c",
                "Cy",
                "Person",
                1,
                List.of(new Mention(5, 7, "Cy", "Person", 1), new Mention(105, 107, "Cy", "Person", 1)));
        assertThat(validate("", 2, List.of(inBoth), List.of(), EAST, EAST).context())
                .isEqualTo(1_000_000);
    }

    @Test
    void aDocumentThatCannotBePreparedHasAQualityToo() {
        Document document = new Document("d", "About", "text", null, Map.of());
        Manifest failed = new Manifest("d", 1, document, null, List.of(), "no boundaries", null);
        assertThat(QualityValidation.validate(failed, List.of(), List.of(), List.of())
                        .context())
                .isZero();
    }

    private static Quality validate(
            String title,
            int chunkCount,
            List<DocumentEntity> entities,
            List<DocumentRelationship> relationships,
            float[]... embeddings) {
        List<Chunk> chunks = new ArrayList<>();
        List<ChunkResult> results = new ArrayList<>();
        for (int i = 0; i < chunkCount; i++) {
            chunks.add(new Chunk("c" + i, "f", i * 100, i * 100 + 100));
            results.add(new ChunkResult(
                    "d", 1, "c" + i, "f", new ChunkExtraction(List.of(), List.of(), embeddings[i]), null));
        }
        Document document = new Document("d", title, "x".repeat(100 * chunkCount), null, Map.of());
        Manifest manifest = new Manifest("d", 1, document, new GlobalContext(title, List.of(), null), chunks);
        return QualityValidation.validate(manifest, results, entities, relationships);
    }

    private static DocumentEntity entity(String name, int chunk, int... confidences) {
        List<Mention> mentions = new ArrayList<>();
        for (int confidence : confidences) {
            int start = chunk * 100 + mentions.size() * 10;
            mentions.add(new Mention(start, start + name.length(), name, "Person", confidence));
        }
        return new DocumentEntity(name, name, "Person", confidences[0], mentions);
    }

    private static DocumentRelationship relationship(int confidence) {
        return new DocumentRelationship("r", "a", "t", null, "b", confidence, List.of(new Span(0, 1)));
    }
}
