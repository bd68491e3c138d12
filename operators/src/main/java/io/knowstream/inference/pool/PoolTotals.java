package io.knowstream.inference.pool;

import io.knowstream.metrics.Metric;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Sums of what happened in a pool and to no single caller. Thread-safe. */
final class PoolTotals {

    private static final Map<EvictionCause, Metric> EVICTIONS = Map.of(
            EvictionCause.ROOM, Metric.MODEL_EVICTIONS_ROOM,
            EvictionCause.IDLE, Metric.MODEL_EVICTIONS_IDLE,
            EvictionCause.CLEANUP, Metric.MODEL_EVICTIONS_CLEANUP);
    private static final Map<MemoryStatus, Metric> TRANSITIONS = Map.of(
            MemoryStatus.AVAILABLE, Metric.MEMORY_TRANSITIONS_AVAILABLE,
            MemoryStatus.LIMITED, Metric.MEMORY_TRANSITIONS_LIMITED,
            MemoryStatus.CRITICAL, Metric.MEMORY_TRANSITIONS_CRITICAL);
    private static final Map<OptimizationLevel, Metric> CLEANUPS = Map.of(
            OptimizationLevel.MODERATE, Metric.MEMORY_CLEANUPS_MODERATE,
            OptimizationLevel.AGGRESSIVE, Metric.MEMORY_CLEANUPS_AGGRESSIVE);
    private static final Map<OptimizationLevel, Metric> FREED = Map.of(
            OptimizationLevel.MODERATE, Metric.MEMORY_FREED_MODERATE,
            OptimizationLevel.AGGRESSIVE, Metric.MEMORY_FREED_AGGRESSIVE);

    private final Map<Metric, LongAdder> sums = new EnumMap<>(Metric.class);

    PoolTotals() {
        EVICTIONS.values().forEach(this::begin);
        TRANSITIONS.values().forEach(this::begin);
        CLEANUPS.values().forEach(this::begin);
        FREED.values().forEach(this::begin);
        begin(Metric.MODEL_EVICTED_AGE);
    }

    private void begin(Metric metric) {
        sums.put(metric, new LongAdder());
    }

    void evicted(EvictionCause cause, long ageNanos) {
        sums.get(EVICTIONS.get(cause)).increment();
        sums.get(Metric.MODEL_EVICTED_AGE).add(TimeUnit.NANOSECONDS.toMillis(ageNanos));
    }

    void entered(MemoryStatus status) {
        sums.get(TRANSITIONS.get(status)).increment();
    }

    void cleaned(OptimizationLevel level, long freedBytes) {
        sums.get(CLEANUPS.get(level)).increment();
        sums.get(FREED.get(level)).add(freedBytes);
    }

    /** The metrics that are summed here. */
    Iterable<Metric> metrics() {
        return sums.keySet();
    }

    long sum(Metric metric) {
        return sums.get(metric).sum();
    }
}
