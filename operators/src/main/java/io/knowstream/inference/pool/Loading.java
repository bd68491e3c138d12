package io.knowstream.inference.pool;

import io.knowstream.inference.ModelException;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads models into room that was reserved for them, and corrects their charge to what they cost. Called by the thread
 * that the room was given to; never with the lock held.
 */
final class Loading {

    private static final Logger LOG = LoggerFactory.getLogger(Loading.class);

    /** A model that costs so much more than was reserved was misjudged; less is noise. */
    private static final double MISJUDGED = 1.25;

    private final PoolState state;
    private final NativeMemory memory;
    private final Evictions evictions;
    private final LoadCosts costs;
    /** Models that were said to cost more than reserved. */
    private final Set<ModelKey> misjudged = ConcurrentHashMap.newKeySet();

    Loading(PoolState state, NativeMemory memory, Evictions evictions, LoadCosts costs) {
        this.state = state;
        this.memory = memory;
        this.evictions = evictions;
        this.costs = costs;
    }

    /**
     * The bytes to reserve for a model: the most of what its loader reckons and of what recent loads cost, but, so that a
     * cost measured too high bars no model for ever, no more than a model can have, unless the loader says so. Called with the lock held.
     */
    long estimate(ModelLoader<?> loader, ModelKey key) {
        long reckoned = Math.max(0, loader.estimatedBytes());
        return Math.max(reckoned, Math.min(costs.remembered(key), state.mostForModels(null)));
    }

    /**
     * Loads a model.
     *
     * @return 0 if it is loaded, and leased to the caller; otherwise the bytes that it costs, when these were not free:
     *     it is closed again, and needs more room
     * @throws ModelException if it cannot be loaded or can never fit
     */
    <M extends LoadedModel> long load(Resident resident, ModelLoader<M> loader, Recorder recorder) {
        long started = System.nanoTime();
        recorder.count(Metric.MODEL_LOADS);
        long before = memory.residentBytes();
        M model;
        long declared;
        try {
            model = Objects.requireNonNull(loader.load(), "the loader made nothing");
            declared = Math.max(0, model.residentBytes());
        } catch (RuntimeException | Error e) {
            recorder.count(Metric.MODEL_LOAD_FAILURES);
            throw failed(resident, before, e);
        }
        recorder.record(
                Metric.MODEL_LOAD_TIME, resident.name, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started));
        String name = resident.name;
        recorder.gauge(Metric.MODEL_BYTES, name, () -> state.locked(() -> state.residents.bytesOf(name)));
        return settle(resident, model, before, declared);
    }

    private long settle(Resident resident, LoadedModel model, long before, long declared) {
        long after = memory.residentBytes();
        long grown = memory.isMeasured() ? Math.max(0, after - before) : declared;
        long remembered = memory.isMeasured() ? costs.remembered(resident.key) : 0;
        long cost = state.locked(() -> {
            state.observe(before);
            state.ledger.level(after);
            return state.ledger.cost(declared, grown, remembered);
        });
        tellIfMisjudged(resident, cost);
        costs.record(resident.key, resident.name, cost);
        List<Resident> victims;
        do {
            // None where it fits, and none where no room can be made.
            victims = state.locked(() -> charge(resident, model, cost, grown));
            evictions.evict(victims, EvictionCause.ROOM);
        } while (!victims.isEmpty());
        boolean fits = state.locked(() -> resident.state == Resident.State.LOADED);
        return fits ? 0 : giveUp(resident, model, before, cost);
    }

    /** Charges a loaded model with its cost, if that is free; else what to close for it. Called with the lock held. */
    private List<Resident> charge(Resident resident, LoadedModel model, long cost, long grown) {
        long missing = state.ledger.missingFor(resident.bytes, cost, grown);
        if (missing > 0) {
            return state.residents.claimVictims(missing, 0, state.clock.getAsLong());
        }
        state.ledger.settleLoad(resident.bytes, cost, grown);
        state.loaded(resident, model, cost);
        return List.of();
    }

    private void tellIfMisjudged(Resident resident, long cost) {
        if (cost > MISJUDGED * resident.bytes && misjudged.add(resident.key)) {
            LOG.warn("model {} costs {} bytes, {} were reserved for its load", resident.name, cost, resident.bytes);
        }
    }

    /** Closes a model that costs more than can be had at once. */
    private long giveUp(Resident resident, LoadedModel model, long before, long cost) {
        Evictions.close(resident.name, model);
        memory.trim();
        long left = memory.residentBytes() - before;
        String figures = state.locked(() -> {
            String told = "model " + resident.name + " costs " + cost + " bytes, " + resident.bytes
                    + " were reserved for its load and the rest is not free: " + state;
            boolean never = cost > state.mostForModels(resident);
            if (never) {
                state.failures.add(resident.key, told, null, state.clock.getAsLong());
            }
            state.unloaded(resident, returned(resident, left));
            if (never) {
                throw new ModelException(told);
            }
            return told;
        });
        LOG.warn("{}; it was closed and waits for room", figures);
        return cost;
    }

    private ModelException failed(Resident resident, long before, Throwable cause) {
        memory.trim();
        long left = memory.residentBytes() - before;
        String message = "model " + resident.name + " could not be loaded: " + cause.getMessage();
        state.locked(() -> {
            // Not remembered where the caller was interrupted: others who want the model were not.
            if (!Thread.currentThread().isInterrupted()) {
                state.failures.add(resident.key, message, cause, state.clock.getAsLong());
            }
            state.unloaded(resident, returned(resident, left));
        });
        return new ModelException(message, cause);
    }

    private long returned(Resident resident, long left) {
        return memory.isMeasured() ? resident.bytes - Math.max(0, left) : resident.bytes;
    }
}
