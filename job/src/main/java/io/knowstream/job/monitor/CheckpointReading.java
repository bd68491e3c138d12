package io.knowstream.job.monitor;

import java.time.Duration;

/**
 * How checkpoints fare.
 *
 * @param completed since the job manager started the job
 * @param failed since then; those that were asked for before all tasks ran are among them
 * @param failedInARow since the last one that was completed
 * @param lastDuration of the last completed one; zero before the first
 * @param lastBytes written by it
 */
public record CheckpointReading(
        long completed, long failed, long failedInARow, Duration lastDuration, long lastBytes) {}
