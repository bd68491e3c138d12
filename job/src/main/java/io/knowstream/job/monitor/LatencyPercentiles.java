package io.knowstream.job.monitor;

import io.knowstream.metrics.Metric;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** How long something takes: quantiles of the last thousand times in each subtask, those of the worst subtask. */
public record LatencyPercentiles(Duration p50, Duration p95, Duration p99) {

    static Optional<LatencyPercentiles> of(Readings metrics, Metric latencyMicros) {
        if (metrics.quantile(latencyMicros, Statistic.P50).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LatencyPercentiles(
                quantile(metrics, latencyMicros, Statistic.P50),
                quantile(metrics, latencyMicros, Statistic.P95),
                quantile(metrics, latencyMicros, Statistic.P99)));
    }

    private static Duration quantile(Readings metrics, Metric latencyMicros, Statistic quantile) {
        return Duration.of((long) metrics.quantile(latencyMicros, quantile).orElse(0), ChronoUnit.MICROS);
    }
}
