package io.knowstream.job.monitor;

import java.util.List;
import java.util.Locale;

/**
 * Figures to be drawn.
 *
 * @param kind how they are drawn
 * @param title what they are
 * @param unit of the values, shown behind them; empty for counts
 * @param labels of the places on the axis, or of the parts of a whole
 * @param series of values, one value a label each; a doughnut has one series
 */
public record Chart(Kind kind, String title, String unit, List<String> labels, List<Series> series) {

    public Chart {
        labels = List.copyOf(labels);
        series = List.copyOf(series);
        for (Series each : series) {
            if (each.values().size() != labels.size()) {
                throw new IllegalArgumentException("series " + each.name() + " of chart " + title + " must have "
                        + labels.size() + " values, one a label (got "
                        + each.values().size() + ")");
            }
        }
        if (kind == Kind.DOUGHNUT && series.size() != 1) {
            throw new IllegalArgumentException(
                    "a doughnut must have one series (got " + series.size() + " in chart " + title + ")");
        }
    }

    /** How figures are drawn. */
    public enum Kind {
        /** Bars from left to right, a row for each label. */
        BAR,
        /** Values over labels that are in order. */
        LINE,
        /** Parts of a whole. */
        DOUGHNUT;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Values of one name. */
    public record Series(String name, List<Double> values) {
        public Series {
            values = List.copyOf(values);
        }
    }

    /** A chart of one series. */
    public static Chart of(Kind kind, String title, String unit, List<String> labels, List<Double> values) {
        return new Chart(kind, title, unit, labels, List.of(new Series(title, values)));
    }
}
