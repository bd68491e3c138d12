package io.knowstream.inference.pool;

/** A cache that gives back memory when a pool cleans up. Called by one thread at a time, under no lock. */
@FunctionalInterface
public interface Reclaimable {

    /** Lets go of old entries, or of all at the aggressive level; returns the bytes that this frees. */
    long reclaim(OptimizationLevel level);
}
