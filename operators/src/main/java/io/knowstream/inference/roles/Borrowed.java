package io.knowstream.inference.roles;

import java.util.function.Function;

/**
 * A model that is used now and then. Thread-safe.
 *
 * @param <M> the model
 */
public interface Borrowed<M> {

    /**
     * Does something with the model, which is in memory meanwhile; the model must not leave the function.
     *
     * @throws io.knowstream.inference.ModelUnavailableException if the pool has no room for it now
     * @throws io.knowstream.inference.ModelException if it cannot be loaded
     */
    <R> R use(Function<M, R> work);
}
