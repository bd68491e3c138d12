package io.knowstream.job;

import io.knowstream.documents.ModelMemory;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.PoolConfig;

/** The memory of this process's model pool, which it borrows until closed. Thread-safe. */
record PoolMemory(Lease<ModelPool> pool) implements ModelMemory {

    /** Watches the pool of the task manager that it is opened in. */
    static ModelMemory.Opening of(PoolConfig config) {
        return () -> new PoolMemory(ModelPool.shared(config));
    }

    @Override
    public Level level() {
        return switch (pool.value().status()) {
            case AVAILABLE -> Level.AVAILABLE;
            case LIMITED -> Level.LIMITED;
            case CRITICAL -> Level.CRITICAL;
        };
    }

    @Override
    public void close() {
        pool.close();
    }
}
