package io.knowstream.job.diagnose;

import io.knowstream.job.monitor.Figures;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The stage that takes the most of the time, of whichever stages were measured, and what to do about it. */
final class SlowestStage {

    private static final Map<String, Code> CODES = Map.of(
            "context", SpeedCodes.CONTEXT_ANALYSIS,
            "chunking", SpeedCodes.SEMANTIC_CHUNKING,
            "embedding", SpeedCodes.SEMANTIC_CHUNKING,
            "preparation", SpeedCodes.PREPARATION,
            "entity", SpeedCodes.ENTITY_EXTRACTION,
            "inference", SpeedCodes.ENTITY_EXTRACTION,
            "relationship", SpeedCodes.RELATIONSHIPS,
            "resolution", SpeedCodes.RESOLUTION,
            "index", SpeedCodes.INDEX);

    private SlowestStage() {}

    /**
     * Finds it.
     *
     * @param times by stage, for a document
     * @param severity how much it matters
     */
    static Optional<Finding> of(Map<String, Duration> times, Severity severity) {
        Duration total = total(times);
        return times.entrySet().stream()
                .filter(each ->
                        CODES.containsKey(each.getKey()) && !each.getValue().isZero())
                .max(Map.Entry.<String, Duration>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(most -> CODES.get(most.getKey())
                        .found(
                                severity,
                                Figures.seconds(most.getValue()),
                                Figures.seconds(total),
                                share(most.getValue(), total)));
    }

    static Duration total(Map<String, Duration> times) {
        return times.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    static String share(Duration part, Duration total) {
        return Figures.percent((double) part.toNanos() / Math.max(1, total.toNanos()));
    }
}
