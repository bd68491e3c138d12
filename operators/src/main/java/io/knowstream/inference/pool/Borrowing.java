package io.knowstream.inference.pool;

import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Takes a caller from the line to its lease: asks what is to be done for it, does that in the caller's thread, and asks
 * again, until it has what it came for. Thread-safe; the lock is held for the questions only.
 */
final class Borrowing {

    private final PoolState state;
    private final Admissions admissions;
    private final Loading loading;
    private final Evictions evictions;

    Borrowing(PoolState state, Loading loading, Evictions evictions) {
        this.state = state;
        this.admissions = new Admissions(state);
        this.loading = loading;
        this.evictions = evictions;
    }

    /** See {@link ModelPool#acquire}. */
    <M extends LoadedModel> Lease<M> acquire(ModelLoader<M> loader, Duration timeout, Recorder recorder)
            throws InterruptedException {
        ModelKey key = ModelKey.of(loader);
        long since = state.clock.getAsLong();
        Resident lent = state.interruptibly(() -> state.lend(key, null));
        if (lent != null) {
            recorder.count(Metric.MODEL_CACHE_HITS);
            return lease(lent, loader);
        }
        Waiter waiter = state.interruptibly(() -> state.lines.joinLoads(
                key, loader.name(), loading.estimate(loader, key), since, deadline(since, timeout)));
        try {
            return await(waiter, loader, recorder);
        } finally {
            state.locked(() -> state.leave(waiter));
        }
    }

    private <M extends LoadedModel> Lease<M> await(Waiter waiter, ModelLoader<M> loader, Recorder recorder)
            throws InterruptedException {
        while (true) {
            Step step = state.interruptibly(() -> admissions.nextForModel(waiter, loader.pinned()));
            if (step instanceof Step.Lend lend) {
                recordQueueTime(waiter, recorder);
                recorder.count(Metric.MODEL_CACHE_HITS);
                return lease(lend.model(), loader);
            }
            if (step instanceof Step.Load load) {
                recordQueueTime(waiter, recorder);
                long needed = loading.load(load.model(), loader, recorder);
                if (needed == 0) {
                    recorder.count(Metric.MODEL_CACHE_MISSES);
                    return lease(load.model(), loader);
                }
                state.locked(() -> state.rejoinLoads(waiter, needed));
            } else {
                makeRoom(step);
            }
        }
    }

    /** See {@link ModelPool#reserve}. */
    WorkingMemory reserve(long minBytes, long wantedBytes, Duration timeout) throws InterruptedException {
        long since = state.clock.getAsLong();
        Waiter waiter =
                state.interruptibly(() -> state.lines.joinReservations(minBytes, since, deadline(since, timeout)));
        try {
            while (true) {
                Step step = state.interruptibly(() -> admissions.nextForWorking(waiter, wantedBytes));
                if (step instanceof Step.Grant grant) {
                    return new WorkingMemory(
                            grant.bytes(), () -> state.locked(() -> state.returnWorking(grant.bytes())));
                }
                makeRoom(step);
            }
        } finally {
            state.locked(() -> state.leave(waiter));
        }
    }

    private void makeRoom(Step step) {
        try {
            if (step instanceof Step.Evict evict) {
                evictions.evict(evict.models(), EvictionCause.ROOM);
            } else if (step instanceof Step.Remeasure remeasure) {
                evictions.remeasure(remeasure.writeOff());
            }
        } finally {
            state.locked(state::leaveExclusive);
        }
    }

    private <M extends LoadedModel> Lease<M> lease(Resident resident, ModelLoader<M> loader) {
        return new Lease<>(loader.type().cast(resident.model), () -> release(resident));
    }

    private void release(Resident resident) {
        boolean last = state.locked(() -> state.release(resident));
        if (last) {
            Evictions.close(resident.name, resident.model);
        }
    }

    private void recordQueueTime(Waiter waiter, Recorder recorder) {
        recorder.record(Metric.MODEL_QUEUE_TIME, TimeUnit.NANOSECONDS.toMicros(state.clock.getAsLong() - waiter.since));
    }

    private static long deadline(long since, Duration timeout) {
        return since + PoolState.nanos(timeout);
    }
}
