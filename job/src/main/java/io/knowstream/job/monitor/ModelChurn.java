package io.knowstream.job.monitor;

import io.knowstream.metrics.Metric;
import java.util.Optional;

/**
 * Models that take turns.
 *
 * @param evictions to make room for others, in the task manager with the most
 */
public record ModelChurn(double evictions, double perMinute) {

    private static final double SECONDS_PER_MINUTE = 60;

    /** That of a job; empty where it is little. */
    public static Optional<ModelChurn> of(JobReading reading) {
        double minutes = Math.max(1, reading.uptime().toSeconds() / SECONDS_PER_MINUTE);
        double evictions = reading.metrics().max(Metric.MODEL_EVICTIONS_ROOM).orElse(0);
        return Optional.of(new ModelChurn(evictions, evictions / minutes))
                .filter(churn -> churn.perMinute > Thresholds.EVICTIONS_PER_MINUTE);
    }
}
