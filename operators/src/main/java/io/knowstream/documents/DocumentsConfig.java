package io.knowstream.documents;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * What documents may look like and how long a deleted one is remembered.
 *
 * @param maxContentBytes the longest content that is accepted, in bytes of UTF-8
 * @param tombstoneRetention how long the version of a deletion is held against late records
 */
public record DocumentsConfig(int maxContentBytes, Duration tombstoneRetention) implements Serializable {

    private static final int SMALLEST_CONTENT_LIMIT = 1024;

    public DocumentsConfig {
        Objects.requireNonNull(tombstoneRetention, "documents.tombstone-retention");
        if (maxContentBytes < SMALLEST_CONTENT_LIMIT) {
            throw new IllegalArgumentException(
                    "documents.max-content must be at least 1 KiB (got " + maxContentBytes + " bytes)");
        }
        if (tombstoneRetention.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "documents.tombstone-retention must be at least 1 ms (got " + tombstoneRetention + ")");
        }
    }

    /** Contents of up to 4 MiB, deletions remembered for 7 days. */
    public static DocumentsConfig defaults() {
        return new DocumentsConfig(4 << 20, Duration.ofDays(7));
    }
}
