package io.knowstream.inference.catalogue;

import java.time.Duration;

/**
 * What the models may take.
 *
 * @param maxLatency for one document
 * @param maxMemoryUsage bytes of a task manager for models
 * @param throughputTarget documents a minute
 */
public record PerformanceConstraints(Duration maxLatency, long maxMemoryUsage, double throughputTarget) {

    public PerformanceConstraints {
        if (maxLatency.isNegative() || maxLatency.isZero()) {
            throw new IllegalArgumentException(
                    "models.constraints.max-latency must be positive (got " + maxLatency + ")");
        }
        if (maxMemoryUsage <= 0) {
            throw new IllegalArgumentException(
                    "models.constraints.max-memory must be positive (got " + maxMemoryUsage + " bytes)");
        }
        if (!(throughputTarget >= 0) || Double.isInfinite(throughputTarget)) {
            throw new IllegalArgumentException(
                    "models.constraints.throughput-target must not be negative (got " + throughputTarget + ")");
        }
    }
}
