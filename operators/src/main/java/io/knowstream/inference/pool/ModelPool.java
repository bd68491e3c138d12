package io.knowstream.inference.pool;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lends models, each loaded once, inside a budget of bytes that is never broken. Thread-safe.
 *
 * <p><b>What holds at every moment</b>
 *
 * <ol>
 *   <li>Models (loaded, loading, closing) + pages that closed ones left behind + leased working memory ≤ budget; the first
 *       two ≤ budget - the part kept for working memory. A model is charged with what it was measured to cost.
 *   <li>Unpinned models (loaded, loading, closing) ≤ the number allowed.
 *   <li>A leased model is never closed, a pinned one only with the pool.
 *   <li>A model is loaded once, and by one thread at a time. Room is charged before the load begins, corrected when it
 *       ends, and free when the model is closed, not when that begins.
 *   <li>No load, close, measurement, cache or file is touched with the lock held.
 *   <li>Where the process is measured, one thread at a time loads, closes or measures, so that what the process grows and
 *       shrinks by is that model's.
 * </ol>
 *
 * <p><b>Order.</b> A model that is loaded is lent at once. Those who need a load stand in line, and only the first is given
 * room: one behind, however small, would take what the first waits for. Room is made by closing the least recently used
 * idle models, if together they free enough, and never those loaded less than the churn guard ago: for these the load
 * waits. One that waited as long as the churn guard is overdue: models whose room it needs are not lent to who came later
 * until it was served. So it waits for leases that are out and for no others, and two models that need one room alternate
 * for ever, each staying for the churn guard at least. Working memory stands in a line of its own. What lies within the
 * part kept for it is granted whatever waits; beyond that it stands back while a load is overdue, but not for longer than
 * until it is overdue itself.
 *
 * <p><b>Why nothing hangs.</b> Each of these decisions is made again, by each who waits, whenever a lease, a load, a close
 * or a place in line ends, and when time alone changes the answer (churn guard, overdue, deadline); nobody waits for a
 * signal meant for him alone, so none is lost. Holders of leases depend on nothing here but working memory, which they get
 * within the kept part; so leases end, and the first in line gets its room. A full pool refuses no lease of a loaded model
 * for being full. A caller that keeps one lease while it waits for another can wait for itself, or in a ring: its deadline
 * ends that. Loaders must not acquire.
 *
 * <p><b>Pages left behind.</b> After a close the allocator is asked to trim; what does not come back stays charged until
 * a later measurement, when room is needed and at sweeps, shows that it did. It never exceeds what closed models were
 * charged with ({@link Ledger}). What a trim does not bring back for 10 s while no unpinned model is loaded and a load
 * waits for it is the process's own, and written off with a warning: noise cannot block a pool for ever.
 *
 * <p><b>Memory status.</b> Each crossing is logged and counted once; one for the worse is followed by a cleanup on the
 * pool's own thread, which evicts nothing that is leased, pinned or under the churn guard.
 */
public final class ModelPool {

    private static final Shared<PoolConfig, ModelPool> SHARED = new Shared<>(ModelPool::start, ModelPool::close);

    /** Callers without a deadline of their own, as when a process starts. */
    private static final Duration START = Duration.ofMinutes(2);

    /** Sweeps in an idle timeout. */
    private static final int SWEEPS = 4;

    private static final Duration LONGEST_SWEEP = Duration.ofSeconds(10);

    private final PoolState state;
    private final Borrowing borrowing;
    private final Cleanups cleanups;
    private final PoolTotals totals = new PoolTotals();
    private Runnable stop = () -> {};

    /**
     * @param clock nanoseconds since some moment, growing from 0 or more
     * @param background runs cleanups, one at a time, not in the thread that hands them over
     */
    ModelPool(PoolConfig config, LongSupplier clock, NativeMemory memory, Executor background) {
        this.state = new PoolState(
                config,
                clock,
                memory.isMeasured(),
                transition -> background.execute(() -> this.cleanups().follow(transition)));
        Evictions evictions = new Evictions(state, memory, totals);
        this.cleanups = new Cleanups(state, evictions, totals);
        LoadCosts costs = new LoadCosts(config.costs() == null ? null : Path.of(config.costs()));
        this.borrowing = new Borrowing(state, new Loading(state, memory, evictions, costs), evictions);
    }

    /** Borrows this process's pool of this configuration; the last lease closes it. */
    public static Lease<ModelPool> shared(PoolConfig config) {
        return SHARED.lease(config);
    }

    private static ModelPool start(PoolConfig config) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "model pool");
            daemon.setDaemon(true);
            return daemon;
        });
        long origin = System.nanoTime();
        ModelPool pool = new ModelPool(config, () -> System.nanoTime() - origin, ProcessMemory.ofThisProcess(), thread);
        long sweep = Math.min(PoolState.nanos(config.idleTimeout()) / SWEEPS, LONGEST_SWEEP.toNanos());
        thread.scheduleWithFixedDelay(pool::sweep, sweep, Math.max(1, sweep), TimeUnit.NANOSECONDS);
        pool.stop = thread::shutdown;
        return pool;
    }

    /**
     * Borrows a model, loading it in the caller's thread if nobody else does.
     *
     * @param timeout how long to wait for room or for another's load; a load that the caller has begun is ended
     * @param recorder takes hits, misses, loads, their time, and the time in line
     * @throws ModelUnavailableException if the model was not to be had in time; trying again will succeed
     * @throws ModelException if it cannot be loaded, could not a short while ago, or can never fit
     * @throws InterruptedException if the caller was interrupted in line; nothing is held then
     */
    public <M extends LoadedModel> Lease<M> acquire(ModelLoader<M> loader, Duration timeout, Recorder recorder)
            throws InterruptedException {
        return borrowing.acquire(loader, timeout, recorder);
    }

    /**
     * Borrows a model, where there is neither a deadline nor a way to be interrupted, as when a process starts.
     *
     * @throws ModelUnavailableException if it was not to be had within minutes, or the caller was interrupted
     * @throws ModelException if it cannot be loaded or can never fit
     */
    public <M extends LoadedModel> Lease<M> acquire(ModelLoader<M> loader, Recorder recorder) {
        try {
            return acquire(loader, START, recorder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelUnavailableException("interrupted while waiting for model " + loader.name());
        }
    }

    /**
     * Leases working memory: the least that the caller can do with, and up to what it wants while memory stays available.
     *
     * @param timeout how long to wait for the minimum
     * @throws ModelUnavailableException if the minimum was not free in time; trying again will succeed
     * @throws ModelException if the budget can never have so much free
     * @throws InterruptedException if the caller was interrupted in line; nothing is held then
     */
    public WorkingMemory reserve(long minBytes, long wantedBytes, Duration timeout) throws InterruptedException {
        if (minBytes < 0 || wantedBytes < minBytes) {
            throw new IllegalArgumentException("working memory must be at least 0 bytes, and no less wanted than needed"
                    + " (got " + minBytes + " needed, " + wantedBytes + " wanted)");
        }
        return borrowing.reserve(minBytes, wantedBytes, timeout);
    }

    /** How full the budget is. */
    public MemoryStatus status() {
        return state.locked(state.ledger::status);
    }

    /** Whether a model is loaded now. */
    public boolean isLoaded(ModelLoader<?> loader) {
        ModelKey key = ModelKey.of(loader);
        return state.locked(() -> {
            Resident resident = state.residents.get(key);
            return resident != null && resident.state == Resident.State.LOADED;
        });
    }

    /** Adds a cache that gives back memory when the pool cleans up. */
    public void addReclaimable(Reclaimable cache) {
        cleanups.add(cache);
    }

    /** Removes a cache that was added. */
    public void removeReclaimable(Reclaimable cache) {
        cleanups.remove(cache);
    }

    /** Cleans up as much as the memory status asks for; waits for a load that is under way, and takes its time. */
    public MemoryOptimizationResult optimize() {
        return cleanups.optimize();
    }

    /** How the budget is taken, all figures of one moment. */
    public PoolUsage usage() {
        return state.locked(state::usage);
    }

    /** Bytes that models are charged with, loading and closing ones and what closed ones left behind included. */
    public long residentBytes() {
        PoolUsage usage = usage();
        return usage.modelBytes() + usage.residueBytes();
    }

    /** Bytes of leased working memory. */
    public long workingBytes() {
        return usage().workingBytes();
    }

    /** Bytes that models and working memory may take. */
    public long budgetBytes() {
        return state.config.budgetBytes();
    }

    /** What is loaded, being loaded or being closed now, by name. */
    public List<PooledModel> loadedModels() {
        return state.locked(state.residents::snapshot);
    }

    /** Registers gauges of all that the pool as a whole has and did; they read it for as long as they are asked. */
    public void show(Recorder recorder) {
        recorder.gauge(Metric.MODEL_CACHE_BYTES, this::residentBytes);
        recorder.gauge(Metric.MODEL_BUDGET_BYTES, this::budgetBytes);
        recorder.gauge(Metric.MODEL_PEAK_BYTES, () -> state.locked(state.ledger::peak));
        recorder.gauge(Metric.MODEL_BYTE_SECONDS, () -> state.locked(state::byteSeconds));
        recorder.gauge(Metric.MODEL_IDLE_BYTE_SECONDS, () -> state.locked(state::idleByteSeconds));
        recorder.gauge(Metric.MODEL_WORKING_BYTES, this::workingBytes);
        recorder.gauge(Metric.MODEL_RESIDUE_BYTES, () -> usage().residueBytes());
        recorder.gauge(
                Metric.MODEL_LEASES,
                () -> loadedModels().stream().mapToLong(PooledModel::leases).sum());
        recorder.gauge(Metric.MODELS_LOADED, () -> loadedModels().size());
        // Those that are loaded later are shown by who loads them.
        loadedModels()
                .forEach(model -> recorder.gauge(
                        Metric.MODEL_BYTES,
                        model.name(),
                        () -> state.locked(() -> state.residents.bytesOf(model.name()))));
        totals.metrics().forEach(metric -> recorder.gauge(metric, () -> totals.sum(metric)));
    }

    /** What happened so far, of the gauges that {@link #show} registers and that are sums. */
    long total(Metric metric) {
        return totals.sum(metric);
    }

    /** Evicts what is idle too long; to be called now and then. */
    void sweep() {
        cleanups.sweep();
    }

    /** Callers in line now. */
    int waiting() {
        return state.locked(state.lines::size);
    }

    /** Wakes all who wait: to be called when an injected clock was moved. */
    void clockMoved() {
        state.locked(state::signal);
    }

    /**
     * Closes every model that nobody uses, and lends no more.
     *
     * @throws IllegalStateException if something is still leased; that is closed when its last lease is
     */
    void close() {
        List<String> leaks = new ArrayList<>();
        List<Resident> idle = state.locked(() -> {
            leaks.addAll(state.leaks());
            return state.close();
        });
        stop.run();
        idle.forEach(model -> Evictions.close(model.name, model.model));
        if (!leaks.isEmpty()) {
            throw new IllegalStateException("the model pool was closed with leases out: " + String.join(", ", leaks));
        }
    }

    private Cleanups cleanups() {
        return cleanups;
    }
}
