package io.knowstream.job;

import io.knowstream.documents.ModelMemory;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;

/** The memory of this process's model pool, which it borrows until closed. Thread-safe. */
final class PoolMemory implements ModelMemory {

    /** Parts of the budget, in per cent, above which memory is limited and critical: the performance tuning guide's. */
    private static final int LIMITED_ABOVE = 60;

    private static final int CRITICAL_ABOVE = 80;

    private final Lease<ModelPool> pool;

    private PoolMemory(Lease<ModelPool> pool) {
        this.pool = pool;
    }

    /** Watches the pool of the task manager that it is opened in; {@code budget} is that pool's, in bytes. */
    static ModelMemory.Opening of(long budget) {
        return () -> new PoolMemory(ModelPool.shared(budget));
    }

    @Override
    public Level level() {
        return level(pool.value().residentBytes(), pool.value().budgetBytes());
    }

    /** The level at which {@code used} bytes of {@code budget} are. */
    static Level level(long used, long budget) {
        if (used * 100.0 > budget * (double) CRITICAL_ABOVE) {
            return Level.CRITICAL;
        }
        return used * 100.0 > budget * (double) LIMITED_ABOVE ? Level.LIMITED : Level.AVAILABLE;
    }

    @Override
    public void close() {
        pool.close();
    }
}
