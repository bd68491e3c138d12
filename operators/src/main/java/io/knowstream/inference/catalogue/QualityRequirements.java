package io.knowstream.inference.catalogue;

/**
 * How good the models' answers have to be.
 *
 * @param qualityTarget of a document's quality; 0 to 1
 * @param entityAccuracy of entities; 0 to 1
 * @param relationshipAccuracy of relationships; 0 to 1
 * @param contextPreservation whether a document's global context goes with each chunk
 */
public record QualityRequirements(
        double qualityTarget, double entityAccuracy, double relationshipAccuracy, boolean contextPreservation) {

    public QualityRequirements {
        requireShare("quality-target", qualityTarget);
        requireShare("entity-accuracy", entityAccuracy);
        requireShare("relationship-accuracy", relationshipAccuracy);
    }

    private static void requireShare(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "models.requirements." + key + " must be between 0 and 1 (got " + value + ")");
        }
    }
}
