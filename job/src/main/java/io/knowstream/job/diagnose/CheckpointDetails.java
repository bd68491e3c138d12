package io.knowstream.job.diagnose;

import java.time.Duration;

/**
 * A checkpoint or savepoint of a running job.
 *
 * @param status COMPLETED, FAILED or IN_PROGRESS
 * @param failure why it failed; empty where it did not
 */
public record CheckpointDetails(
        long id, String status, boolean savepoint, Duration duration, long bytes, String failure) {

    /** Whether it failed. */
    boolean failed() {
        return status.equals("FAILED");
    }
}
