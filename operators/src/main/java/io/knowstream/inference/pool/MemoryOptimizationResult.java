package io.knowstream.inference.pool;

/** What a cleanup came to. */
public sealed interface MemoryOptimizationResult {

    /** Memory is available: nothing was done. */
    record NoActionNeeded() implements MemoryOptimizationResult {}

    /**
     * A cleanup ran.
     *
     * @param memoryFreed bytes that models and caches gave back
     * @param level how much it was to take
     */
    record Optimized(long memoryFreed, OptimizationLevel level) implements MemoryOptimizationResult {}
}
