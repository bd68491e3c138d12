package io.knowstream.documents;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How documents are admitted.
 *
 * @param tombstoneRetention how long the version of a deletion is held against late records
 */
public record DocumentsConfig(Duration tombstoneRetention) implements Serializable {

    public DocumentsConfig {
        Objects.requireNonNull(tombstoneRetention, "documents.tombstone-retention");
        if (tombstoneRetention.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "documents.tombstone-retention must be at least 1 ms (got " + tombstoneRetention + ")");
        }
    }
}
