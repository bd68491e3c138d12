package io.knowstream.job.diagnose;

import java.time.Duration;
import java.time.Instant;

/**
 * A checkpoint or savepoint of a running job.
 *
 * @param status COMPLETED, FAILED or IN_PROGRESS
 * @param triggered when it began
 * @param duration until the last task acknowledged it, or has so far
 * @param failure why it failed; empty where it did not
 */
public record CheckpointDetails(
        long id, String status, boolean savepoint, Instant triggered, Duration duration, long bytes, String failure) {

    /** Whether it failed. */
    boolean failed() {
        return status.equals("FAILED");
    }

    /** When it ended, if it has. */
    Instant ended() {
        return triggered.plus(duration);
    }
}
