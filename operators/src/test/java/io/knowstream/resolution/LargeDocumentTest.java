package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Manifest;
import io.knowstream.graph.Mention;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A document of 4 MB in chunks of 64 characters with two names each: nothing may grow with chunks times mentions. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeDocumentTest {

    private static final int CHUNKS = 60_000;
    private static final int SIZE = 64;

    private final Document document = new Document("d", null, "x".repeat(CHUNKS * SIZE), null, Map.of());
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<ChunkResult> results = new ArrayList<>();
    private final List<DocumentEntity> entities = new ArrayList<>();

    LargeDocumentTest() {
        for (int i = 0; i < CHUNKS; i++) {
            int start = i * SIZE;
            chunks.add(new Chunk("c" + i, "f", start, start + SIZE));
            results.add(new ChunkResult("d", 1, "c" + i, "f", ChunkExtraction.empty(), null));
            for (int at : new int[] {start, start + 8}) {
                Mention mention = new Mention(at, at + 4, "xxxx", "Person", 1);
                entities.add(new DocumentEntity("e" + at, "xxxx", "Person", 1, List.of(mention)));
            }
        }
    }

    @Test
    void itsQualityIsFound() {
        Manifest manifest = new Manifest("d", 1, document, new GlobalContext(null, List.of(), "e"), chunks);
        assertThat(QualityValidation.validate(manifest, results, entities, List.of())
                        .context())
                .isZero();
    }

    @Test
    void itsChunksKnowTheirEntities() {
        DocumentGraph graph = new DocumentGraph(document, null, chunks, entities, List.of(), List.of());
        List<List<String>> byChunk = Published.entitiesByChunk(graph);
        assertThat(byChunk)
                .isEqualTo(IntStream.range(0, CHUNKS)
                        .mapToObj(i -> List.of("e" + i * SIZE, "e" + (i * SIZE + 8)))
                        .toList());
    }
}
