package io.knowstream.job.monitor;

import io.knowstream.metrics.Metric;
import java.util.OptionalDouble;

/** The caches of a task manager. */
public enum CacheLevel {
    /** Models that are loaded. */
    MODELS(
            Metric.MODEL_CACHE_HITS,
            Metric.MODEL_CACHE_MISSES,
            Metric.MODEL_CACHE_BYTES,
            Metric.MODEL_BUDGET_BYTES,
            "models.idle-timeout or models.budget"),
    /** Results of chunks. */
    EXTRACTION(
            Metric.EXTRACTION_CACHE_HITS,
            Metric.EXTRACTION_CACHE_MISSES,
            Metric.EXTRACTION_CACHE_BYTES,
            Metric.EXTRACTION_CACHE_CAPACITY,
            "extraction.cache"),
    /** Contexts and boundaries of documents. */
    PREPARATION(
            Metric.PREPARATION_CACHE_HITS,
            Metric.PREPARATION_CACHE_MISSES,
            Metric.PREPARATION_CACHE_BYTES,
            Metric.PREPARATION_CACHE_CAPACITY,
            "preparation.cache");

    private final Metric hits;
    private final Metric misses;
    private final Metric bytes;
    private final Metric capacity;
    private final String keys;

    CacheLevel(Metric hits, Metric misses, Metric bytes, Metric capacity, String keys) {
        this.hits = hits;
        this.misses = misses;
        this.bytes = bytes;
        this.capacity = capacity;
        this.keys = keys;
    }

    /** The configuration that makes it larger. */
    String keys() {
        return keys;
    }

    /** How often it was asked. */
    public long asked(Readings metrics) {
        return (long) (metrics.sum(hits) + metrics.sum(misses));
    }

    /** How often it had what it was asked for, from 0 to 1; empty where nobody asked. */
    public OptionalDouble hitRate(Readings metrics) {
        long asked = asked(metrics);
        return asked == 0 ? OptionalDouble.empty() : OptionalDouble.of(metrics.sum(hits) / asked);
    }

    /** Bytes held in the task manager that holds the most. */
    public long bytes(Readings metrics) {
        return (long) metrics.max(bytes).orElse(0);
    }

    /** Bytes that it may hold in a task manager. */
    public long capacity(Readings metrics) {
        return (long) metrics.max(capacity).orElse(0);
    }
}
