package io.knowstream.inference.pool;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes models and finds out what that gave back. Called by the one thread that has the models or, where the process is
 * measured, the pool's exclusive turn; never with the lock held.
 */
final class Evictions {

    private static final Logger LOG = LoggerFactory.getLogger(Evictions.class);

    private final PoolState state;
    private final NativeMemory memory;
    private final PoolTotals totals;

    Evictions(PoolState state, NativeMemory memory, PoolTotals totals) {
        this.state = state;
        this.memory = memory;
        this.totals = totals;
    }

    /** Closes models that are marked as closing; returns the bytes that came free. */
    long evict(List<Resident> victims, EvictionCause cause) {
        long freed = 0;
        for (Resident victim : victims) {
            long before = memory.residentBytes();
            close(victim.name, victim.model);
            memory.trim();
            long after = memory.residentBytes();
            state.lock.lock();
            try {
                state.observe(before);
                long bytes = state.ledger.settleClose(victim.bytes, returned(victim.bytes, before, after));
                state.ledger.level(after);
                state.residents.remove(victim.key);
                state.changed();
                freed += bytes;
                long age = state.clock.getAsLong() - victim.loadedAt;
                totals.evicted(cause, age);
                LOG.debug("evicted model {} ({}), {} of {} bytes came free", victim.name, cause, bytes, victim.bytes);
            } finally {
                state.lock.unlock();
            }
        }
        return freed;
    }

    /** Measures again what closed models left behind; returns the bytes that came free. */
    long remeasure(boolean writeOff) {
        memory.trim();
        long level = memory.residentBytes();
        long freed;
        long forgotten;
        state.lock.lock();
        try {
            freed = state.observe(level);
            forgotten = writeOff ? state.ledger.writeOff() : 0;
            state.changed();
        } finally {
            state.lock.unlock();
        }
        if (forgotten > 0) {
            LOG.warn(
                    "{} bytes that closed models left behind did not come back while none was loaded: they are taken as"
                            + " the process's own from now on, not charged to models.budget",
                    forgotten);
        }
        return freed + forgotten;
    }

    /** What a close gave back: what was measured, or all where nothing can be. */
    private long returned(long charged, long before, long after) {
        return memory.isMeasured() ? before - after : charged;
    }

    /** Closes a model; one that fails to close is taken as closed, since there is nothing else to do with it. */
    static void close(String name, LoadedModel model) {
        try {
            model.close();
        } catch (RuntimeException e) {
            LOG.error("model {} failed to close", name, e);
        }
    }
}
