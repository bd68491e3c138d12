package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.Mention;
import io.knowstream.inference.cache.ResultCache;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.inference.pool.WorkingMemory;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.NoOpRecorder;
import io.knowstream.metrics.Recorder;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class ExtractionCacheTest {

    private static final ChunkExtraction RESULT = new ChunkExtraction(List.of(), List.of(), new float[384]);

    private static final PoolConfig POOL = PoolConfig.of(1_000_000);

    @Test
    void aCleanupOfThePoolEmptiesItAndCountsItsBytes() throws Exception {
        try (Lease<ModelPool> pool = ModelPool.shared(POOL);
                Lease<ResultCache<ChunkExtraction>> cache = ExtractionCache.shared(10_000, POOL);
                Lease<ResultCache<ChunkExtraction>> other = ExtractionCache.shared(20_000, PoolConfig.of(2_000_000))) {
            for (Lease<ResultCache<ChunkExtraction>> filled : List.of(cache, other)) {
                filled.value().put("fingerprint", RESULT);
            }
            Map<Metric, LongSupplier> gauges = new EnumMap<>(Metric.class);
            pool.value().show(gauges(gauges));
            long bytes = cache.value().bytes();
            assertThat(bytes).isGreaterThan(ExtractionCache.bytes(RESULT));

            try (WorkingMemory all = pool.value().reserve(1_000_000, 1_000_000, Duration.ofSeconds(10))) {
                assertThat(all.bytes())
                        .isEqualTo(gauges.get(Metric.MODEL_WORKING_BYTES).getAsLong());
                await().until(() -> cache.value().entries() == 0);
                await().until(() -> gauges.get(Metric.MEMORY_FREED_AGGRESSIVE).getAsLong() >= bytes);
            }
            assertThat(gauges.get(Metric.MEMORY_FREED_AGGRESSIVE).getAsLong()).isEqualTo(bytes);
            assertThat(other.value().entries()).isEqualTo(1);
        }
    }

    private static Recorder gauges(Map<Metric, LongSupplier> gauges) {
        return new NoOpRecorder() {

            @Override
            public void gauge(Metric gauge, String labelValue, LongSupplier value) {
                gauges.put(gauge, value);
            }
        };
    }

    @Test
    void isSharedInTheProcessAndEmptiedWithItsLastLease() {
        try (Lease<ResultCache<ChunkExtraction>> first = ExtractionCache.shared(10_000, POOL);
                Lease<ResultCache<ChunkExtraction>> second = ExtractionCache.shared(10_000, POOL)) {
            first.value().put("fingerprint", RESULT);
            assertThat(second.value().get("fingerprint")).isSameAs(RESULT);
        }
        try (Lease<ResultCache<ChunkExtraction>> later = ExtractionCache.shared(10_000, POOL)) {
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
