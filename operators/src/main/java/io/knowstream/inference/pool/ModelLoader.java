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

    /** The bytes to reserve before loading; corrected to {@link LoadedModel#residentBytes()} after it. */
    long estimatedBytes();

    /**
     * Loads the model; takes its time.
     *
     * @throws ModelException if it cannot be loaded
     */
    M load();
}
