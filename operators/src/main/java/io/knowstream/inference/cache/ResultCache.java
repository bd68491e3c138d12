package io.knowstream.inference.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Results by a fingerprint of all that they depend on: in memory, bounded in bytes. Thread-safe.
 *
 * <p>Which results are held changes how long work takes and never what comes of it. When there is no room, what is used
 * seldom leaves first (W-TinyLFU, by Caffeine).
 *
 * @param <V> a result, immutable
 */
public final class ResultCache<V> {

    /** A result that nobody asked for in so long is old. */
    static final Duration OLD = Duration.ofMinutes(5);

    /** Key, its string, entry and counters on a 64-bit JVM, rounded up. */
    private static final int ENTRY_BYTES = 300;

    private final Cache<String, Entry<V>> results;
    private final ToLongFunction<V> size;
    private final LongSupplier nanoTime;

    /**
     * @param maxBytes what all results together may take; 0 keeps none
     * @param size the bytes that a result takes
     * @param nanoTime the time, as {@link System#nanoTime()} tells it
     */
    public ResultCache(long maxBytes, ToLongFunction<V> size, LongSupplier nanoTime) {
        this.size = size;
        this.nanoTime = nanoTime;
        this.results = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((String fingerprint, Entry<V> entry) -> entry.bytes)
                .executor(Runnable::run)
                .build();
    }

    /**
     * How an entry was used.
     *
     * @param cachedAt when it was put in, in nanoseconds of the cache's clock
     * @param accessCount how often it was found since
     * @param lastAccessed when it was found last, or put in
     */
    public record Usage(long cachedAt, long accessCount, long lastAccessed) {}

    /** The result of a fingerprint; null where it is not held. */
    public V get(String fingerprint) {
        Entry<V> entry = results.getIfPresent(fingerprint);
        if (entry == null) {
            return null;
        }
        entry.accesses.incrementAndGet();
        entry.lastAccessed = nanoTime.getAsLong();
        return entry.value;
    }

    /** Keeps a result for as long as there is room. */
    public void put(String fingerprint, V value) {
        long bytes = ENTRY_BYTES + size.applyAsLong(value);
        results.put(fingerprint, new Entry<>(value, (int) Math.min(bytes, Integer.MAX_VALUE), nanoTime.getAsLong()));
    }

    /** How a result was used; looking does not count. */
    public Optional<Usage> usage(String fingerprint) {
        return Optional.ofNullable(results.policy().getIfPresentQuietly(fingerprint))
                .map(Entry::usage);
    }

    /** The bytes held. */
    public long bytes() {
        results.cleanUp();
        return results.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    /** The results held. */
    public long entries() {
        results.cleanUp();
        return results.estimatedSize();
    }

    /** Drops all results, or those that nobody asked for in five minutes. */
    public long reclaim(boolean all) {
        long now = nanoTime.getAsLong();
        long freed = 0;
        for (Map.Entry<String, Entry<V>> held : results.asMap().entrySet()) {
            Entry<V> entry = held.getValue();
            boolean old = now - entry.lastAccessed >= OLD.toNanos();
            if ((all || old) && results.asMap().remove(held.getKey(), entry)) {
                freed += entry.bytes;
            }
        }
        return freed;
    }

    private static final class Entry<V> {
        final V value;
        final int bytes;
        final long cachedAt;
        final AtomicLong accesses = new AtomicLong();
        volatile long lastAccessed;

        Entry(V value, int bytes, long cachedAt) {
            this.value = value;
            this.bytes = bytes;
            this.cachedAt = cachedAt;
            this.lastAccessed = cachedAt;
        }

        Usage usage() {
            return new Usage(cachedAt, accesses.get(), lastAccessed);
        }
    }
}
