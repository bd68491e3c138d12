package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.index.AccessCounts;
import io.knowstream.index.Adaptation;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Adaptations, for people and for programs. */
record AdaptationReport(List<Adaptation> adaptations) {

    /** An object for each; what was not measured is left out. */
    void addTo(ArrayNode array) {
        for (Adaptation adaptation : adaptations) {
            AccessCounts counts = adaptation.counts();
            ObjectNode each = array.addObject()
                    .put("pattern", adaptation.pattern().name())
                    .put("entityQueries", counts.entity())
                    .put("semanticQueries", counts.semantic())
                    .put("traversalQueries", counts.traversal());
            ArrayNode steps = each.putArray("steps");
            for (Adaptation.Step step : adaptation.steps()) {
                ObjectNode node = steps.addObject()
                        .put("name", step.name())
                        .put("kept", step.kept())
                        .put("reason", step.reason());
                if (step.queries() > 0) {
                    node.put("queries", step.queries())
                            .put("beforeMicros", step.beforeMicros())
                            .put("afterMicros", step.afterMicros())
                            .put("bytes", step.bytes());
                }
                if (!Double.isNaN(step.recall())) {
                    node.put("recallAt10", step.recall());
                }
            }
        }
    }

    /** A line for each step. */
    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%n%-22s %-50s %9s %9s %6s %12s%n",
                "asked most",
                "microseconds, median of queries asked again",
                "before",
                "after",
                "recall",
                "bytes");
        for (Adaptation adaptation : adaptations) {
            for (Adaptation.Step step : adaptation.steps()) {
                out.printf(
                        Locale.ROOT,
                        "%-22s %-50s %9s %9s %6s %,12d %s, %s%n",
                        adaptation.pattern(),
                        step.name(),
                        number("%.1f", step.beforeMicros()),
                        number("%.1f", step.afterMicros()),
                        number("%.3f", step.recall()),
                        step.bytes(),
                        step.kept() ? "kept" : "not kept",
                        step.reason());
            }
        }
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
