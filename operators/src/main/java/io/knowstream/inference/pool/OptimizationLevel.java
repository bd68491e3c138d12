package io.knowstream.inference.pool;

/** How much a cleanup takes. */
public enum OptimizationLevel {
    /** The two least recently used idle models, and old cache entries. */
    MODERATE,
    /** All idle models, and the caches. */
    AGGRESSIVE
}
