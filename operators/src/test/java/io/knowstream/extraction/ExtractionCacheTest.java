package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.inference.pool.Lease;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractionCacheTest {

    private static final ChunkExtraction RESULT = new ChunkExtraction(List.of(), List.of(), new float[384]);

    @Test
    void holdsNoMoreThanItsBytes() {
        ExtractionCache cache = new ExtractionCache(100_000);
        for (int i = 0; i < 1_000; i++) {
            cache.put("fingerprint " + i, RESULT);
        }
        assertThat(cache.bytes()).isPositive().isLessThanOrEqualTo(100_000);
    }

    @Test
    void ofNoBytesHoldsNothing() {
        ExtractionCache cache = new ExtractionCache(0);
        cache.put("fingerprint", RESULT);
        assertThat(cache.bytes()).isZero();
        assertThat(cache.get("fingerprint")).isNull();
    }

    @Test
    void isSharedInTheProcessAndEmptiedWithItsLastLease() {
        try (Lease<ExtractionCache> first = ExtractionCache.shared(10_000);
                Lease<ExtractionCache> second = ExtractionCache.shared(10_000)) {
            first.value().put("fingerprint", RESULT);
            assertThat(second.value().get("fingerprint")).isSameAs(RESULT);
        }
        try (Lease<ExtractionCache> later = ExtractionCache.shared(10_000)) {
            assertThat(later.value().get("fingerprint")).isNull();
        }
    }
}
