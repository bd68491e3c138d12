package io.knowstream.inference.cache;

import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.OptimizationLevel;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.inference.pool.Reclaimable;
import io.knowstream.inference.pool.Shared;
import java.util.function.LongFunction;

/**
 * Caches of one kind that the slots of a process share, by their size and by the pool of models beside them: where the
 * pool's memory runs short, they let go of what is old, or of everything. Thread-safe.
 *
 * @param <V> a result
 */
public final class SharedCache<V> {

    private final Shared<Key, Cleaned<V>> caches;

    private record Key(long maxBytes, PoolConfig pool) {}

    private record Cleaned<V>(ResultCache<V> results, Lease<ModelPool> pool, Reclaimable reclaimable) {}

    /** @param create makes a cache of so many bytes */
    public SharedCache(LongFunction<ResultCache<V>> create) {
        this.caches = new Shared<>(key -> clean(create.apply(key.maxBytes), key.pool), SharedCache::close);
    }

    /** Borrows this process's cache of this size beside this pool; it is emptied with its last lease. */
    public Lease<ResultCache<V>> lease(long maxBytes, PoolConfig pool) {
        return caches.lease(new Key(maxBytes, pool)).map(Cleaned::results);
    }

    private static <V> Cleaned<V> clean(ResultCache<V> results, PoolConfig config) {
        Lease<ModelPool> pool = ModelPool.shared(config);
        Reclaimable reclaimable = level -> results.reclaim(level == OptimizationLevel.AGGRESSIVE);
        pool.value().addReclaimable(reclaimable);
        return new Cleaned<>(results, pool, reclaimable);
    }

    private static void close(Cleaned<?> cleaned) {
        cleaned.pool.value().removeReclaimable(cleaned.reclaimable);
        cleaned.pool.close();
    }
}
