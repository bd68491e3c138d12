package io.knowstream.documents;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How documents are admitted.
 *
 * @param tombstoneRetention how long the version of a deletion is held against late records
 * @param degradeWhenLimited whether documents are admitted provisional where memory for models is limited
 * @param reprocessRate how many documents a second each subtask admits again at most: 0.001 to 1,000, as turns are
 *     whole milliseconds apart
 * @param reprocessPatience how long a provisional document waits for memory before it is admitted again without; 0 for
 *     not at all
 */
public record DocumentsConfig(
        Duration tombstoneRetention, boolean degradeWhenLimited, double reprocessRate, Duration reprocessPatience)
        implements Serializable {

    private static final double LARGEST_RATE = 1_000;
    private static final double SMALLEST_RATE = 0.001;

    public DocumentsConfig {
        Objects.requireNonNull(tombstoneRetention, "documents.tombstone-retention");
        if (tombstoneRetention.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "documents.tombstone-retention must be at least 1 ms (got " + tombstoneRetention + ")");
        }
        if (!(reprocessRate >= SMALLEST_RATE && reprocessRate <= LARGEST_RATE)) {
            throw new IllegalArgumentException(
                    "reprocess.rate must be between 0.001 and 1000 documents a second (got " + reprocessRate + ")");
        }
        Objects.requireNonNull(reprocessPatience, "reprocess.patience");
        if (reprocessPatience.isNegative()) {
            throw new IllegalArgumentException(
                    "reprocess.patience must not be negative (got " + reprocessPatience + ")");
        }
    }
}
