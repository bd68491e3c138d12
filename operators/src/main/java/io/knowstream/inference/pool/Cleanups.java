package io.knowstream.inference.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives memory back: what is idle too long, and what can go when the budget runs full. Thread-safe. */
final class Cleanups {

    private static final Logger LOG = LoggerFactory.getLogger(Cleanups.class);

    /** Models that a moderate cleanup takes, of the performance guide. */
    private static final int MODERATE = 2;

    private final PoolState state;
    private final Evictions evictions;
    private final PoolTotals totals;
    private final Set<Reclaimable> caches = new CopyOnWriteArraySet<>();

    Cleanups(PoolState state, Evictions evictions, PoolTotals totals) {
        this.state = state;
        this.evictions = evictions;
        this.totals = totals;
    }

    void add(Reclaimable cache) {
        caches.add(cache);
    }

    void remove(Reclaimable cache) {
        caches.remove(cache);
    }

    /** Tells of a transition, and cleans up after one for the worse, if memory is still as short. */
    void follow(PoolState.Transition transition) {
        PoolUsage usage = transition.usage();
        totals.entered(transition.to());
        LOG.info(
                "model memory is {} (was {}): {} of {} bytes, models {}, left behind by closed ones {}, working memory {}",
                transition.to(),
                transition.from(),
                usage.usedBytes(),
                usage.budgetBytes(),
                usage.modelBytes(),
                usage.residueBytes(),
                usage.workingBytes());
        if (transition.to().compareTo(transition.from()) > 0 && status().compareTo(transition.to()) >= 0) {
            cleanUp(levelOf(transition.to()));
        }
    }

    /** Cleans up as the memory status asks for. */
    MemoryOptimizationResult optimize() {
        MemoryStatus status = status();
        if (status == MemoryStatus.AVAILABLE) {
            return new MemoryOptimizationResult.NoActionNeeded();
        }
        OptimizationLevel level = levelOf(status);
        return new MemoryOptimizationResult.Optimized(cleanUp(level), level);
    }

    /** Evicts what is idle too long, and asks again for pages that closed models left behind. */
    void sweep() {
        long timeout = PoolState.nanos(state.config.idleTimeout());
        inTurn(
                now -> state.residents.all().stream()
                        .filter(r -> r.isIdle() && !r.pinned && now - r.idleSince >= timeout),
                Integer.MAX_VALUE,
                EvictionCause.IDLE);
    }

    private long cleanUp(OptimizationLevel level) {
        int most = level == OptimizationLevel.MODERATE ? MODERATE : Integer.MAX_VALUE;
        long freed = inTurn(state.residents::evictable, most, EvictionCause.CLEANUP);
        for (Reclaimable cache : caches) {
            freed += reclaim(cache, level);
        }
        totals.cleaned(level, freed);
        LOG.info("a cleanup ({}) of model memory freed {} bytes", level, freed);
        return freed;
    }

    private static long reclaim(Reclaimable cache, OptimizationLevel level) {
        try {
            return cache.reclaim(level);
        } catch (RuntimeException e) {
            LOG.error("a cache failed to give back memory: {}", cache, e);
            return 0;
        }
    }

    private interface Choice {
        Stream<Resident> at(long now);
    }

    private long inTurn(Choice choice, int most, EvictionCause cause) {
        List<Resident> victims = new ArrayList<>();
        boolean residue = state.locked(() -> {
            state.enterExclusive();
            if (!state.isClosed()) {
                choice.at(state.clock.getAsLong())
                        .sorted(Comparator.comparingLong(r -> r.lastUse))
                        .limit(most)
                        .forEach(victims::add);
                Residents.claim(victims);
            }
            return state.ledger.residue() > 0;
        });
        try {
            long freed = residue ? evictions.remeasure(false) : 0;
            return freed + evictions.evict(victims, cause);
        } finally {
            state.locked(state::leaveExclusive);
        }
    }

    private MemoryStatus status() {
        return state.locked(state.ledger::status);
    }

    private static OptimizationLevel levelOf(MemoryStatus status) {
        return status == MemoryStatus.CRITICAL ? OptimizationLevel.AGGRESSIVE : OptimizationLevel.MODERATE;
    }
}
