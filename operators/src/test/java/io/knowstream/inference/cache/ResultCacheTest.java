package io.knowstream.inference.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ResultCacheTest {

    private final AtomicLong now = new AtomicLong(-5);

    @Test
    void holdsNoMoreThanItsBytes() {
        ResultCache<byte[]> cache = cache(100_000);
        for (int i = 0; i < 1_000; i++) {
            cache.put("fingerprint " + i, new byte[1_000]);
        }
        assertThat(cache.bytes()).isGreaterThan(50_000).isLessThanOrEqualTo(100_000);
        assertThat(cache.entries()).isBetween(50L, 100L);
    }

    @Test
    void ofNoBytesHoldsNothing() {
        ResultCache<byte[]> cache = cache(0);
        cache.put("fingerprint", new byte[1]);
        assertThat(cache.bytes()).isZero();
        assertThat(cache.get("fingerprint")).isNull();
    }

    @Test
    void knowsWhenAndHowOftenAResultWasUsed() {
        ResultCache<byte[]> cache = cache(100_000);
        now.set(7);
        cache.put("fingerprint", new byte[1]);
        assertThat(cache.usage("fingerprint")).contains(new ResultCache.Usage(7, 0, 7));
        now.set(9);
        cache.get("fingerprint");
        now.set(11);
        cache.get("fingerprint");
        now.set(13);
        assertThat(cache.usage("fingerprint")).contains(new ResultCache.Usage(7, 2, 11));
        assertThat(cache.usage("other")).isEmpty();
    }

    @Test
    void givesBackWhatWasNotUsedForAWhile() {
        ResultCache<byte[]> cache = cache(100_000);
        cache.put("old", new byte[1_000]);
        cache.put("used", new byte[1_000]);
        long before = cache.bytes();
        now.addAndGet(ResultCache.OLD.toNanos() - 1);
        assertThat(cache.reclaim(false)).isZero();
        cache.get("used");
        now.incrementAndGet();

        long freed = cache.reclaim(false);

        assertThat(freed).isGreaterThan(1_000).isEqualTo(before - cache.bytes());
        assertThat(cache.get("old")).isNull();
        assertThat(cache.get("used")).isNotNull();
    }

    @Test
    void givesBackEverything() {
        ResultCache<byte[]> cache = cache(100_000);
        cache.put("one", new byte[1_000]);
        cache.put("two", new byte[2_000]);
        long before = cache.bytes();
        assertThat(cache.reclaim(true)).isEqualTo(before).isGreaterThan(3_000);
        assertThat(cache.bytes()).isZero();
        assertThat(cache.entries()).isZero();
        assertThat(cache.reclaim(true)).isZero();
    }

    private ResultCache<byte[]> cache(long maxBytes) {
        return new ResultCache<>(maxBytes, value -> value.length, now::get);
    }
}
