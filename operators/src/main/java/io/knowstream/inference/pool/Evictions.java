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

    /** Bytes left behind that came back, and that are charged no longer though they did not. */
    private record Residue(long returned, long forgotten) {}

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
            long bytes = state.locked(() -> {
                state.observe(before);
                long settled = state.ledger.settleClose(victim.bytes, returned(victim.bytes, before, after));
                state.ledger.level(after);
                state.remove(victim);
                state.changed();
                totals.evicted(cause, state.clock.getAsLong() - victim.loadedAt);
                return settled;
            });
            LOG.debug("evicted model {} ({}), {} of {} bytes came free", victim.name, cause, bytes, victim.bytes);
            freed += bytes;
        }
        return freed;
    }

    /** Measures again what closed models left behind; returns the bytes that came free. */
    long remeasure(boolean writeOff) {
        memory.trim();
        long level = memory.residentBytes();
        Residue residue = state.locked(() -> {
            long returned = state.observe(level);
            long forgotten = writeOff ? state.ledger.writeOff() : 0;
            state.changed();
            return new Residue(returned, forgotten);
        });
        if (residue.forgotten > 0) {
            LOG.warn(
                    "{} bytes that closed models left behind did not come back while none was loaded: they are taken as"
                            + " the process's own from now on, not charged to models.budget",
                    residue.forgotten);
        }
        return residue.returned + residue.forgotten;
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
