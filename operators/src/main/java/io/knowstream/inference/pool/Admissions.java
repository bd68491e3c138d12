package io.knowstream.inference.pool;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import java.time.Duration;
import java.util.List;

/**
 * Decides for those who wait: who is served next, with what room, and what has to go for it. Each who waits decides for
 * itself, anew on every change and when time alone changes the answer; what takes long is handed out as a {@link Step}.
 * Called with the pool's lock held, which waiting gives up.
 */
final class Admissions {

    /** Pages that did not come back for so long, while no model is loaded, will not. */
    static final long WRITE_OFF_NANOS = Duration.ofSeconds(10).toNanos();

    private final PoolState state;
    private final Ledger ledger;
    private final Residents residents;
    private final WaitingLines lines;
    private final long minResidency;

    Admissions(PoolState state) {
        this.state = state;
        this.ledger = state.ledger;
        this.residents = state.residents;
        this.lines = state.lines;
        this.minResidency = PoolState.nanos(state.config.minResidency());
    }

    /** Waits until there is something to do for one who needs a model: lend, load, or make room. */
    Step nextForModel(Waiter waiter, boolean pinned) throws InterruptedException {
        while (true) {
            Resident lent = state.lend(waiter.key, waiter);
            if (lent != null) {
                return new Step.Lend(lent);
            }
            long now = state.clock.getAsLong();
            if (!residents.contains(waiter.key)) {
                state.failures.requireNone(waiter.key, now);
                if (waiter == lines.firstLoad(residents)) {
                    Step step = planLoad(waiter, pinned, now);
                    if (step != null) {
                        return step;
                    }
                }
            }
            await(waiter, now);
        }
    }

    /** Waits until there is something to do for one who needs working memory: grant it, or make room. */
    Step nextForWorking(Waiter waiter, long wanted) throws InterruptedException {
        while (true) {
            state.requireOpen();
            long now = state.clock.getAsLong();
            Step step = planReservation(waiter, wanted, now);
            if (step != null) {
                return step;
            }
            await(waiter, now);
        }
    }

    private Step planLoad(Waiter waiter, boolean pinned, long now) {
        long most = state.mostForModels(null);
        if (waiter.bytes > most) {
            throw new ModelException("model " + waiter.name + " needs " + waiter.bytes + " bytes, more than the " + most
                    + " that a model can ever have here: " + state);
        }
        if (state.isExclusive()) {
            return null;
        }
        long missing = waiter.bytes - ledger.roomForModels();
        int models = pinned ? 0 : residents.unpinned() + 1 - state.config.maxModels();
        if (missing > 0 || models > 0) {
            return makeRoom(waiter, missing, models, now);
        }
        Resident resident = state.beginLoad(waiter.key, waiter.name, pinned, waiter.bytes);
        state.leave(waiter);
        state.changed();
        state.beginExclusive();
        return new Step.Load(resident);
    }

    private Step planReservation(Waiter waiter, long wanted, long now) {
        long most = state.config.budgetBytes() - residents.pinnedBytes(null);
        if (waiter.bytes > most) {
            throw new ModelException("working memory of " + waiter.bytes + " bytes is more than the " + most
                    + " that can ever be had here: " + state);
        }
        boolean first = lines.isFirstReservation(waiter);
        // A load that waited its time must not starve: beyond its own part, working memory lets it pass, for a while.
        Waiter load = lines.firstLoad(residents);
        boolean yields = load != null && isOverdue(load, now) && !isOverdue(waiter, now);
        long room = first && !yields ? ledger.roomForWorking() : ledger.roomInKept();
        if (waiter.bytes <= room) {
            long bytes = Math.max(waiter.bytes, Math.min(wanted, Math.min(room, ledger.roomWhileAvailable())));
            ledger.chargeWorking(bytes);
            state.leave(waiter);
            state.changed();
            return new Step.Grant(bytes);
        }
        return first && !yields && !state.isExclusive() ? makeRoom(waiter, waiter.bytes - room, 0, now) : null;
    }

    /** What to do for room; null if there is nothing but to wait. */
    private Step makeRoom(Waiter waiter, long missing, int models, long now) {
        List<Resident> closing = residents.closing();
        long bytes = missing - Residents.bytesOf(closing);
        int count = models - closing.size();
        if (bytes <= 0 && count <= 0) {
            return null;
        }
        if (bytes > 0 && state.isMeasurementDue(now)) {
            state.beginExclusive();
            return new Step.Remeasure(now - waiter.since >= WRITE_OFF_NANOS && residents.unpinned() == 0);
        }
        List<Resident> victims = residents.claimVictims(bytes, count, now);
        if (!victims.isEmpty()) {
            state.beginExclusive();
            return new Step.Evict(victims);
        }
        if (isOverdue(waiter, now)) {
            residents.promise(waiter, bytes, count, now);
        }
        return null;
    }

    private boolean isOverdue(Waiter waiter, long now) {
        return now - waiter.since >= minResidency;
    }

    private void await(Waiter waiter, long now) throws InterruptedException {
        if (now >= waiter.deadline) {
            throw new ModelUnavailableException((waiter.key == null ? "" : "model ") + waiter.name + " (" + waiter.bytes
                    + " bytes) was not to be had within "
                    + Duration.ofNanos(now - waiter.since).toMillis() + " ms: " + state);
        }
        long wake = waiter.deadline;
        wake = soonest(wake, waiter.since + minResidency, now);
        for (Resident resident : residents.all()) {
            wake = soonest(wake, resident.loadedAt + minResidency, now);
        }
        if (ledger.residue() > 0) {
            wake = soonest(wake, state.nextMeasurement(), now);
        }
        state.awaitNanos(wake - now);
    }

    private static long soonest(long wake, long other, long now) {
        return other > now ? Math.min(wake, other) : wake;
    }
}
