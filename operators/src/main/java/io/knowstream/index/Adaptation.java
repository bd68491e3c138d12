package io.knowstream.index;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What {@link GraphReader#adapt} has done. As a string it is a line for each step.
 *
 * @param counts the queries that it went by
 * @param pattern what was asked most
 * @param steps what was tried, or why not
 */
public record Adaptation(AccessCounts counts, AccessPattern pattern, List<Step> steps) {

    /**
     * One change of how queries are answered.
     *
     * @param name what it is
     * @param queries how many queries were asked again to measure it; 0 where it was not measured
     * @param beforeMicros their median without it, microseconds; NaN where it was not measured
     * @param afterMicros their median with it, microseconds; NaN where it was not measured
     * @param recall of the ten exact nearest vectors, the share that is found with it; NaN where that was not measured
     * @param bytes what it takes, on disk or, for a cache, in memory (an estimate); 0 where it was not made
     * @param kept whether queries are answered with it now
     * @param reason why
     */
    public record Step(
            String name,
            int queries,
            double beforeMicros,
            double afterMicros,
            double recall,
            long bytes,
            boolean kept,
            String reason) {

        static Step notMeasured(String name, boolean kept, String reason) {
            return new Step(name, 0, Double.NaN, Double.NaN, Double.NaN, 0, kept, reason);
        }

        @Override
        public String toString() {
            String measured = queries == 0
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            " (%d queries, median %.1f us before and %.1f us after, %s%d bytes)",
                            queries,
                            beforeMicros,
                            afterMicros,
                            Double.isNaN(recall) ? "" : String.format(Locale.ROOT, "recall %.3f, ", recall),
                            bytes);
            return name + ": " + (kept ? "kept, " : "not kept, ") + reason + measured;
        }
    }

    public Adaptation {
        steps = List.copyOf(steps);
    }

    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "%s (%d queries for entities, %d semantic, %d for relationships and paths)",
                        pattern,
                        counts.entity(),
                        counts.semantic(),
                        counts.traversal())
                + steps.stream().map(step -> "\n" + step).collect(Collectors.joining());
    }
}
