package io.knowstream.inference.pool;

/** A model in memory, as the pool sees it. Safe for use by any thread until it is closed. */
public interface LoadedModel extends AutoCloseable {

    /** The native and heap bytes that the model is charged with. */
    long residentBytes();

    /** Frees the model; nothing may be running in it. */
    @Override
    void close();
}
