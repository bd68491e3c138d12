package io.knowstream.inference.pool;

import io.knowstream.metrics.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * All that a pool's lock guards, and how it changes: what is charged and lent, who waits, and which thread may change what
 * the process holds. Who is served next is decided by {@link Admissions}. Nothing here takes long. Methods that do not say
 * otherwise are called with the lock held.
 */
final class PoolState {

    /** Measuring again costs milliseconds, and pages come back slowly. */
    static final long REMEASURE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Duration FOREVER = Duration.ofDays(365 * 50);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    final PoolConfig config;
    final LongSupplier clock;
    final Ledger ledger;
    final Residents residents;
    final WaitingLines lines = new WaitingLines();
    final FailedLoads failures = new FailedLoads();

    private final boolean measured;
    private final Consumer<Transition> transitions;
    private long lastMeasured;
    /** One thread loads, closes or measures: what the process does meanwhile is charged to that. */
    private boolean exclusive;

    private MemoryStatus status = MemoryStatus.AVAILABLE;
    private boolean closed;
    private final ByteTime byteTime = new ByteTime();

    /** From one memory status to another, with the figures of that moment. */
    record Transition(MemoryStatus from, MemoryStatus to, PoolUsage usage) {}

    /** Something that may have to wait for what it returns. */
    interface Waiting<T> {
        T get() throws InterruptedException;
    }

    /**
     * @param transitions takes each transition, with the lock held: hands it on and returns
     * @param measured whether the process can be measured, so that only one may change it at a time */
    PoolState(PoolConfig config, LongSupplier clock, boolean measured, Consumer<Transition> transitions) {
        this.config = config;
        this.transitions = transitions;
        this.clock = clock;
        this.measured = measured;
        this.residents = new Residents(nanos(config.minResidency()));
        this.ledger = new Ledger(config.budgetBytes(), config.workingBytes());
        this.lastMeasured = clock.getAsLong() - REMEASURE_NANOS;
    }

    /** Does something with the lock held; called without it. */
    <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Does something with the lock held; called without it. */
    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Does something with the lock held, which waiting gives up; called without it. */
    <T> T interruptibly(Waiting<T> action) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes all who wait, to decide anew. */
    void signal() {
        changed.signalAll();
    }

    /** Follows each change of the ledger. */
    void changed() {
        MemoryStatus now = ledger.status();
        if (now != status && !closed) {
            transitions.accept(new Transition(status, now, usage()));
            status = now;
        }
        signal();
    }

    /** Puts one back into its old place in line, since it needs more than it was given. */
    void rejoinLoads(Waiter waiter, long bytes) {
        lines.rejoinLoads(waiter, bytes);
        signal();
    }

    /** Takes one out of line, served or not. */
    void leave(Waiter waiter) {
        lines.leave(waiter);
        residents.release(waiter);
        signal();
    }

    /** Leases a model if it is loaded and not promised to another; null otherwise. A newcomer has no waiter. */
    Resident lend(ModelKey key, Waiter waiter) {
        requireOpen();
        Resident lent = residents.lend(key, waiter);
        if (lent != null && lent.leases == 1) {
            byteTime.lent(lent, clock.getAsLong());
        }
        return lent;
    }

    /** Ends a lease; true if the model has to be closed, since the pool is. */
    boolean release(Resident resident) {
        boolean last = residents.giveBack(resident, clock.getAsLong());
        if (last && closed) {
            Residents.claim(List.of(resident));
            return true;
        }
        if (last) {
            signal();
        }
        return false;
    }

    void returnWorking(long bytes) {
        ledger.returnWorking(bytes);
        changed();
    }

    /** Waits until something changed, or for so long. */
    void awaitNanos(long nanos) throws InterruptedException {
        changed.awaitNanos(nanos);
    }

    /** Whether a thread loads, closes or measures, where only one may. */
    boolean isExclusive() {
        return exclusive;
    }

    /** Keeps others from loading, closing and measuring; nobody does. */
    void beginExclusive() {
        exclusive = measured;
    }

    /** Waits until no other thread loads, closes or measures, and keeps others from it. */
    void enterExclusive() {
        while (exclusive) {
            changed.awaitUninterruptibly();
        }
        beginExclusive();
    }

    void leaveExclusive() {
        exclusive = false;
        signal();
    }

    /** Whether a measurement could show that residue came back: some is left, and the last one is a while ago. */
    boolean isMeasurementDue(long now) {
        return ledger.residue() > 0 && now >= nextMeasurement();
    }

    /** When measuring again may show something new. */
    long nextMeasurement() {
        return lastMeasured + REMEASURE_NANOS;
    }

    /** Takes note of a measurement; returns the residue that came back. */
    long observe(long level) {
        lastMeasured = clock.getAsLong();
        return ledger.observe(level);
    }

    /** What a model, which may be resident, can have when no other is loaded but the pinned ones. */
    long mostForModels(Resident model) {
        return config.budgetBytes() - config.workingBytes() - residents.pinnedBytes(model);
    }

    /** Begins a load: its room is charged. */
    Resident beginLoad(ModelKey key, String name, boolean pinned, long bytes) {
        ledger.chargeModel(bytes);
        Resident resident = new Resident(key, name, pinned, bytes);
        residents.add(resident);
        return resident;
    }

    /** Ends a load: the model is leased to the one who loaded it. */
    void loaded(Resident resident, LoadedModel model, long bytes) {
        residents.loaded(resident, model, bytes, clock.getAsLong());
        failures.forget(resident.key);
        exclusive = false;
        changed();
    }

    /** Ends a load that came to nothing. */
    void unloaded(Resident resident, long returnedBytes) {
        ledger.settleClose(resident.bytes, returnedBytes);
        remove(resident);
        exclusive = false;
        changed();
    }

    /** Ends what a model takes. */
    void remove(Resident resident) {
        if (!closed) {
            byteTime.removed(resident, clock.getAsLong());
        }
        residents.remove(resident);
    }

    /** See {@link Metric#MODEL_BYTE_SECONDS}. */
    long byteSeconds() {
        return Math.round(byteTime.held(living(), clock.getAsLong()));
    }

    /** See {@link Metric#MODEL_IDLE_BYTE_SECONDS}. */
    long idleByteSeconds() {
        return Math.round(byteTime.idle(living(), clock.getAsLong()));
    }

    private Collection<Resident> living() {
        return closed ? List.of() : residents.all();
    }

    /** Lends no more; returns what nobody uses, marked as being closed. */
    List<Resident> close() {
        residents.all().forEach(resident -> byteTime.removed(resident, clock.getAsLong()));
        closed = true;
        signal();
        return Residents.claim(residents.all().stream().filter(Resident::isIdle).toList());
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the model pool is closed");
        }
    }

    PoolUsage usage() {
        return new PoolUsage(
                config.budgetBytes(), ledger.models(), ledger.residue(), ledger.working(), residents.unpinned());
    }

    /** What is still leased. */
    List<String> leaks() {
        List<String> leaks = new ArrayList<>();
        for (PooledModel model : residents.snapshot()) {
            if (model.leases() > 0) {
                leaks.add("model " + model.name() + " (" + model.leases() + ")");
            }
        }
        if (ledger.working() > 0) {
            leaks.add("working memory (" + ledger.working() + " bytes)");
        }
        return leaks;
    }

    /** A duration in nanoseconds, so bounded that a few of them can be added. */
    static long nanos(Duration duration) {
        return duration.compareTo(FOREVER) > 0 ? FOREVER.toNanos() : duration.toNanos();
    }

    /** The figures of an error message. */
    @Override
    public String toString() {
        return ledger + "; at most " + config.maxModels() + " models (models.max-concurrent); " + lines.size()
                + " wait; loaded: "
                + residents.snapshot().stream().map(PooledModel::toString).collect(Collectors.joining("; ", "[", "]"));
    }
}
