package io.knowstream.inference.pool;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a pool holds, who waits for what, and whose turn it is: all that the lock guards, and all decisions. Nothing here
 * takes long; what does is handed out as a {@link Step}. Methods that do not say otherwise are called with the lock held.
 */
final class PoolState {

    /** Measuring again costs milliseconds, and pages come back slowly. */
    static final long REMEASURE_NANOS = Duration.ofSeconds(1).toNanos();
    /** Pages that did not come back for so long, while no model is loaded, will not. */
    static final long WRITE_OFF_NANOS = Duration.ofSeconds(10).toNanos();

    private static final Duration FOREVER = Duration.ofDays(365 * 50);

    final ReentrantLock lock = new ReentrantLock();
    final PoolConfig config;
    final LongSupplier clock;
    final Ledger ledger;
    final FailedLoads failures = new FailedLoads();
    final Map<ModelKey, Resident> residents = new HashMap<>();

    private final Condition changed = lock.newCondition();
    private final boolean measured;
    private final Consumer<Transition> transitions;
    private final long minResidency;
    private final TreeSet<Waiter> loads = new TreeSet<>();
    private final TreeSet<Waiter> reservations = new TreeSet<>();
    private long tickets;
    private long uses;
    private long lastMeasured;
    /** One thread loads, closes or measures: what the process does meanwhile is charged to that. */
    private boolean exclusive;

    private MemoryStatus status = MemoryStatus.AVAILABLE;

    boolean closed;

    /** From one memory status to another, with the figures of that moment. */
    record Transition(MemoryStatus from, MemoryStatus to, PoolUsage usage) {}

    /**
     * @param transitions takes each transition, with the lock held: hands it on and returns
     * @param measured whether the process can be measured, so that only one may change it at a time */
    PoolState(PoolConfig config, LongSupplier clock, boolean measured, Consumer<Transition> transitions) {
        this.config = config;
        this.transitions = transitions;
        this.clock = clock;
        this.measured = measured;
        this.minResidency = nanos(config.minResidency());
        this.ledger = new Ledger(config.budgetBytes(), config.workingBytes());
        this.lastMeasured = clock.getAsLong() - REMEASURE_NANOS;
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

    PoolUsage usage() {
        return new PoolUsage(config.budgetBytes(), ledger.models(), ledger.residue(), ledger.working(), unpinned());
    }

    Waiter joinLoads(ModelKey key, String name, long bytes, long since, long deadline) {
        Waiter waiter = new Waiter(tickets++, since, deadline, key, name, bytes);
        loads.add(waiter);
        return waiter;
    }

    /** Puts one back into its old place in line, since it needs more than it was given. */
    void rejoinLoads(Waiter waiter, long bytes) {
        waiter.bytes = bytes;
        loads.add(waiter);
        signal();
    }

    Waiter joinReservations(long bytes, long since, long deadline) {
        Waiter waiter = new Waiter(tickets++, since, deadline, null, "working memory", bytes);
        reservations.add(waiter);
        return waiter;
    }

    /** Takes one out of line, served or not. */
    void leave(Waiter waiter) {
        loads.remove(waiter);
        reservations.remove(waiter);
        for (Resident resident : residents.values()) {
            if (resident.wantedBy == waiter) {
                resident.wantedBy = null;
            }
        }
        signal();
    }

    /** Leases a model if it is loaded and not promised to another; null otherwise. A newcomer has no waiter. */
    Resident lend(ModelKey key, Waiter waiter) {
        requireOpen();
        Resident resident = residents.get(key);
        if (resident == null || !isLendable(resident, waiter)) {
            return null;
        }
        resident.leases++;
        resident.lastUse = ++uses;
        return resident;
    }

    /** Ends a lease; true if the model has to be closed, since the pool is. */
    boolean release(Resident resident) {
        resident.leases--;
        resident.lastUse = ++uses;
        if (resident.leases > 0) {
            return false;
        }
        resident.idleSince = clock.getAsLong();
        if (closed) {
            resident.state = Resident.State.CLOSING;
            return true;
        }
        if (!loads.isEmpty() || !reservations.isEmpty()) {
            signal();
        }
        return false;
    }

    void returnWorking(long bytes) {
        ledger.returnWorking(bytes);
        changed();
    }

    /** Waits until there is something to do for one who needs a model: lend, load, or make room. */
    Step nextForModel(Waiter waiter, boolean pinned) throws InterruptedException {
        while (true) {
            Resident lent = lend(waiter.key, waiter);
            if (lent != null) {
                return new Step.Lend(lent);
            }
            long now = clock.getAsLong();
            if (!residents.containsKey(waiter.key)) {
                failures.requireNone(waiter.key, now);
                if (waiter == firstLoad()) {
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
            requireOpen();
            long now = clock.getAsLong();
            Step step = planReservation(waiter, wanted, now);
            if (step != null) {
                return step;
            }
            await(waiter, now);
        }
    }

    private Step planLoad(Waiter waiter, boolean pinned, long now) {
        long most = mostForModels(null);
        if (waiter.bytes > most) {
            throw new ModelException("model " + waiter.name + " needs " + waiter.bytes + " bytes, more than the " + most
                    + " that a model can ever have here: " + this);
        }
        if (exclusive) {
            return null;
        }
        long missing = waiter.bytes - ledger.roomForModels();
        int models = pinned ? 0 : unpinned() + 1 - config.maxModels();
        if (missing > 0 || models > 0) {
            return makeRoom(waiter, missing, models, now);
        }
        ledger.chargeModel(waiter.bytes);
        Resident resident = new Resident(waiter.key, waiter.name, pinned, waiter.bytes);
        residents.put(waiter.key, resident);
        leave(waiter);
        changed();
        exclusive = measured;
        return new Step.Load(resident);
    }

    private Step planReservation(Waiter waiter, long wanted, long now) {
        long most = config.budgetBytes() - pinnedBytes(null);
        if (waiter.bytes > most) {
            throw new ModelException("working memory of " + waiter.bytes + " bytes is more than the " + most
                    + " that can ever be had here: " + this);
        }
        boolean first = waiter == reservations.first();
        // A load that waited its time must not starve: beyond its own part, working memory lets it pass, for a while.
        Waiter load = firstLoad();
        boolean yields = load != null && isOverdue(load, now) && !isOverdue(waiter, now);
        long room = first && !yields ? ledger.roomForWorking() : ledger.roomInKept();
        if (waiter.bytes <= room) {
            long bytes = Math.max(waiter.bytes, Math.min(wanted, Math.min(room, ledger.roomWhileAvailable())));
            ledger.chargeWorking(bytes);
            leave(waiter);
            changed();
            return new Step.Grant(bytes);
        }
        return first && !yields && !exclusive ? makeRoom(waiter, waiter.bytes - room, 0, now) : null;
    }

    /** What to do for room; null if there is nothing but to wait. */
    private Step makeRoom(Waiter waiter, long missing, int models, long now) {
        long bytes = missing;
        int count = models;
        for (Resident closing : residents.values()) {
            if (closing.state == Resident.State.CLOSING && !closing.pinned) {
                bytes -= closing.bytes;
                count--;
            }
        }
        if (bytes <= 0 && count <= 0) {
            return null;
        }
        if (bytes > 0 && ledger.residue() > 0 && now - lastMeasured >= REMEASURE_NANOS) {
            exclusive = true;
            boolean writeOff = now - waiter.since >= WRITE_OFF_NANOS && unpinned() == 0;
            return new Step.Remeasure(writeOff);
        }
        List<Resident> victims = leastRecentlyUsed(evictable(now), bytes, count);
        if (victims != null) {
            exclusive = measured;
            return new Step.Evict(claim(victims));
        }
        if (isOverdue(waiter, now)) {
            want(waiter, bytes, count, now);
        }
        return null;
    }

    /** Idle models that the churn guard does not protect. */
    Stream<Resident> evictable(long now) {
        return outlived(now).filter(Resident::isIdle);
    }

    /** Marks models as being closed. */
    static List<Resident> claim(List<Resident> victims) {
        victims.forEach(victim -> victim.state = Resident.State.CLOSING);
        return victims;
    }

    /** Idle models that free what is missing, marked as being closed; none if all do not free enough. */
    List<Resident> claimVictims(long missing) {
        List<Resident> victims = leastRecentlyUsed(evictable(clock.getAsLong()), missing, 0);
        return victims == null ? List.of() : claim(victims);
    }

    /** The least recently used ones that free enough together; null if all do not. */
    static List<Resident> leastRecentlyUsed(Stream<Resident> from, long bytes, int models) {
        List<Resident> victims = new ArrayList<>();
        long bytesLeft = bytes;
        int modelsLeft = models;
        for (Resident resident :
                from.sorted(Comparator.comparingLong(r -> r.lastUse)).toList()) {
            if (bytesLeft <= 0 && modelsLeft <= 0) {
                break;
            }
            victims.add(resident);
            bytesLeft -= resident.bytes;
            modelsLeft--;
        }
        return bytesLeft <= 0 && modelsLeft <= 0 ? victims : null;
    }

    /** Promises the room of models in use to one who waited long: newcomers are not lent them until it was served. */
    private void want(Waiter waiter, long missing, int models, long now) {
        long bytes = missing;
        int count = models;
        for (Resident resident : residents.values()) {
            if (resident.wantedBy == waiter && resident.state == Resident.State.LOADED) {
                bytes -= resident.bytes;
                count--;
            }
        }
        List<Resident> more = leastRecentlyUsed(outlived(now).filter(r -> r.wantedBy == null), bytes, count);
        if (more != null) {
            more.forEach(resident -> resident.wantedBy = waiter);
        }
    }

    /** Loaded models that may be evicted once they are idle. */
    private Stream<Resident> outlived(long now) {
        return residents.values().stream()
                .filter(r -> r.state == Resident.State.LOADED && !r.pinned && now - r.loadedAt >= minResidency);
    }

    private boolean isLendable(Resident resident, Waiter waiter) {
        return resident.state == Resident.State.LOADED
                && (resident.wantedBy == null || waiter != null && waiter.compareTo(resident.wantedBy) < 0);
    }

    /** The first in line who needs a load, not one that is under way or just done. */
    private Waiter firstLoad() {
        for (Waiter waiter : loads) {
            Resident resident = residents.get(waiter.key);
            if (resident == null || resident.state != Resident.State.LOADING && !isLendable(resident, waiter)) {
                return waiter;
            }
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
                    + Duration.ofNanos(now - waiter.since).toMillis() + " ms: " + this);
        }
        long wake = waiter.deadline;
        wake = soonest(wake, waiter.since + minResidency, now);
        for (Resident resident : residents.values()) {
            wake = soonest(wake, resident.loadedAt + minResidency, now);
        }
        if (ledger.residue() > 0) {
            wake = soonest(wake, lastMeasured + REMEASURE_NANOS, now);
        }
        changed.awaitNanos(wake - now);
    }

    private static long soonest(long wake, long other, long now) {
        return other > now ? Math.min(wake, other) : wake;
    }

    /** Waits until no other thread loads, closes or measures, and keeps others from it. */
    void enterExclusive() {
        while (exclusive) {
            changed.awaitUninterruptibly();
        }
        exclusive = measured;
    }

    void leaveExclusive() {
        exclusive = false;
        signal();
    }

    /** Takes note of a measurement; returns the residue that came back. */
    long observe(long level) {
        lastMeasured = clock.getAsLong();
        return ledger.observe(level);
    }

    /** What a model, which may be resident, can have when no other is loaded but the pinned ones. */
    long mostForModels(Resident model) {
        return config.budgetBytes() - config.workingBytes() - pinnedBytes(model);
    }

    private long pinnedBytes(Resident but) {
        return residents.values().stream()
                .filter(r -> r.pinned && r != but)
                .mapToLong(r -> r.bytes)
                .sum();
    }

    int unpinned() {
        return (int) residents.values().stream().filter(r -> !r.pinned).count();
    }

    /** Ends a load: the model is leased to the one who loaded it. */
    void loaded(Resident resident, LoadedModel model, long bytes) {
        resident.model = model;
        resident.bytes = bytes;
        resident.state = Resident.State.LOADED;
        resident.loadedAt = clock.getAsLong();
        resident.lastUse = ++uses;
        failures.forget(resident.key);
        exclusive = false;
        changed();
    }

    /** Ends a load that came to nothing. */
    void unloaded(Resident resident, long returnedBytes) {
        ledger.settleClose(resident.bytes, returnedBytes);
        residents.remove(resident.key);
        exclusive = false;
        changed();
    }

    int waiting() {
        return loads.size() + reservations.size();
    }

    List<PooledModel> snapshot() {
        return residents.values().stream()
                .map(Resident::snapshot)
                .sorted(Comparator.comparing(PooledModel::name))
                .toList();
    }

    /** Lends no more; returns what nobody uses, marked as being closed. */
    List<Resident> close() {
        closed = true;
        signal();
        return claim(residents.values().stream().filter(Resident::isIdle).toList());
    }

    /** What is still leased. */
    List<String> leaks() {
        List<String> leaks = new ArrayList<>();
        for (PooledModel model : snapshot()) {
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

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the model pool is closed");
        }
    }

    /** The figures of an error message. */
    @Override
    public String toString() {
        return ledger + "; at most " + config.maxModels() + " models (models.max-concurrent); " + waiting()
                + " wait; loaded: "
                + snapshot().stream().map(PooledModel::toString).collect(Collectors.joining("; ", "[", "]"));
    }
}
