package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.Mention;
import io.knowstream.inference.cache.ResultCache;
import io.knowstream.inference.pool.Lease;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractionCacheTest {

    private static final ChunkExtraction RESULT = new ChunkExtraction(List.of(), List.of(), new float[384]);

    @Test
    void isSharedInTheProcessAndEmptiedWithItsLastLease() {
        try (Lease<ResultCache<ChunkExtraction>> first = ExtractionCache.shared(10_000);
                Lease<ResultCache<ChunkExtraction>> second = ExtractionCache.shared(10_000)) {
            first.value().put("fingerprint", RESULT);
            assertThat(second.value().get("fingerprint")).isSameAs(RESULT);
        }
        try (Lease<ResultCache<ChunkExtraction>> later = ExtractionCache.shared(10_000)) {
            assertThat(later.value().get("fingerprint")).isNull();
        }
    }

    @Test
    void countsTheEmbeddingAndTheMentions() {
        ChunkExtraction mentions = new ChunkExtraction(
                List.of(new Mention(0, 3, "Ann", "Person", 1), new Mention(4, 7, "Bob", "Person", 1)),
                List.of(),
                new float[0]);
        assertThat(ExtractionCache.bytes(RESULT)).isGreaterThan(384 * 4);
        assertThat(ExtractionCache.bytes(mentions) - ExtractionCache.bytes(ChunkExtraction.empty()))
                .isEqualTo(2 * (100 + 6));
    }
}
