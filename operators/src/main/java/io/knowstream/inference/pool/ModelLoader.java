package io.knowstream.inference.pool;

import io.knowstream.inference.ModelException;

/**
 * How a pool comes by a model.
 *
 * @param <M> what is loaded
 */
public interface ModelLoader<M extends LoadedModel> {

    /** The class of what is loaded. */
    Class<M> type();

    /** The model's name, for messages. */
    String name();

    /** What the model is: loaders with the same type and fingerprint load the same. */
    String fingerprint();

    /**
     * The bytes to reserve before loading, unless an earlier load cost more; corrected after it to what was measured, or
     * to {@link LoadedModel#residentBytes()} if that is more.
     */
    long estimatedBytes();

    /** Whether the model, once loaded, stays until the pool is closed; it counts in bytes, but not as a model. */
    default boolean pinned() {
        return false;
    }

    /**
     * Loads the model and takes it through its largest work once, so that what it costs can be measured; takes its time.
     * Must not acquire another model of the pool.
     *
     * @throws ModelException if it cannot be loaded
     */
    M load();
}
