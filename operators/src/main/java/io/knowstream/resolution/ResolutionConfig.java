package io.knowstream.resolution;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * Settings of resolution.
 *
 * @param qualityValidation whether each document's quality is computed
 * @param tombstoneRetention how long a deleted document's revision is remembered, at least as long as a result of it
 *     may be under way
 * @param rebuild token under which what is published is sent once more after a restore; null for none
 */
public record ResolutionConfig(boolean qualityValidation, Duration tombstoneRetention, String rebuild)
        implements Serializable {

    public ResolutionConfig {
        Objects.requireNonNull(tombstoneRetention, "tombstoneRetention");
        if (tombstoneRetention.isNegative() || tombstoneRetention.isZero()) {
            throw new IllegalArgumentException(
                    "documents.tombstone-retention must be positive (got " + tombstoneRetention + ")");
        }
    }

    /** The same without a rebuild. */
    public ResolutionConfig(boolean qualityValidation, Duration tombstoneRetention) {
        this(qualityValidation, tombstoneRetention, null);
    }
}
