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
 * @param clusteringThreshold from which similarity on two names are one entity
 * @param namesPerBlock so many of the first names of a block are compared with each other
 * @param maxChunkSize characters that a chunk may have
 * @param rebuild token under which what is published is sent once more after a restore; null for none
 */
public record ResolutionConfig(
        boolean qualityValidation,
        Duration tombstoneRetention,
        double clusteringThreshold,
        int namesPerBlock,
        int maxChunkSize,
        String rebuild)
        implements Serializable {

    public static final double DEFAULT_CLUSTERING_THRESHOLD = 0.8;
    public static final int DEFAULT_NAMES_PER_BLOCK = 1_000;

    public ResolutionConfig {
        Objects.requireNonNull(tombstoneRetention, "tombstoneRetention");
        if (tombstoneRetention.isNegative() || tombstoneRetention.isZero()) {
            throw new IllegalArgumentException(
                    "documents.tombstone-retention must be positive (got " + tombstoneRetention + ")");
        }
        if (!(clusteringThreshold > 0 && clusteringThreshold <= 1)) {
            throw new IllegalArgumentException(
                    "resolution.clustering-threshold must be above 0 and at most 1 (got " + clusteringThreshold + ")");
        }
        if (namesPerBlock < 1) {
            throw new IllegalArgumentException(
                    "resolution.names-per-block must be at least 1 (got " + namesPerBlock + ")");
        }
    }

    /** The defaults, for chunks of at most 2,048 characters, without a rebuild. */
    public ResolutionConfig(boolean qualityValidation, Duration tombstoneRetention) {
        this(qualityValidation, tombstoneRetention, DEFAULT_CLUSTERING_THRESHOLD, DEFAULT_NAMES_PER_BLOCK, 2_048, null);
    }

    /** Stands for the way in which the names of a block are compared: links of another way are not those of this one. */
    String comparison() {
        return clusteringThreshold + " " + namesPerBlock;
    }
}
