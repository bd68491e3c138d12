package io.knowstream.inference.roles;

import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.pool.PoolConfig;
import java.io.Serializable;

/**
 * Which models there are, and what may be in memory of them.
 *
 * @param catalogue the models that can be named
 * @param pool the pool of each task manager
 */
public record InferenceConfig(CatalogueConfig catalogue, PoolConfig pool) implements Serializable {

    private static final long serialVersionUID = 1;

    /** The models that ship inside, and others in the default directory, with a budget. */
    public static InferenceConfig of(long budgetBytes) {
        return new InferenceConfig(CatalogueConfig.defaults(), PoolConfig.of(budgetBytes));
    }
}
