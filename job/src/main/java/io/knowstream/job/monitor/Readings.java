package io.knowstream.job.monitor;

import io.knowstream.metrics.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What Knowstream's metrics say at one moment, wherever they were read. What nobody has recorded is absent and counts as
 * nothing in sums. Cannot be changed, and is safe for use by many threads.
 *
 * <p>Metrics of a whole task manager are shown by each of its subtasks: of them {@link #max} is the one of the task manager
 * that has the most, and sums mean nothing. Quantiles of several subtasks cannot be joined: {@link #quantile} is the worst
 * subtask's.
 */
public final class Readings {

    private record Key(Metric metric, String labelValue, Statistic statistic) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byMetric = metric.compareTo(other.metric);
            int byLabel = byMetric != 0 ? byMetric : text(labelValue).compareTo(text(other.labelValue));
            return byLabel != 0 ? byLabel : statistic.compareTo(other.statistic);
        }

        private static String text(String value) {
            return value == null ? "" : value;
        }
    }

    /** The spreads of a metric, by the operator that records it. */
    private final TreeMap<Key, TreeMap<String, Spread>> spreads;

    private Readings(TreeMap<Key, TreeMap<String, Spread>> spreads) {
        this.spreads = spreads;
    }

    /** Collects what is read. */
    public static final class Builder {

        private static final Map<List<String>, Metric> BY_NAME = byName();

        private final TreeMap<Key, TreeMap<String, Spread>> spreads = new TreeMap<>();

        private static Map<List<String>, Metric> byName() {
            Map<List<String>, Metric> metrics = new HashMap<>();
            for (Metric metric : Metric.values()) {
                List<String> name = new ArrayList<>(List.of(metric.metricName()));
                Stream.of(metric.label(), metric.labelValue())
                        .filter(part -> part != null)
                        .forEach(name::add);
                metrics.put(name, metric);
            }
            return metrics;
        }

        /** The metric of a name; {@code label} and {@code labelValue} null where it has none. */
        static Optional<Metric> metric(String name, String label, String labelValue) {
            if (label == null) {
                return Optional.ofNullable(BY_NAME.get(List.of(name)));
            }
            Metric known = BY_NAME.get(List.of(name, label, labelValue));
            return Optional.ofNullable(known != null ? known : BY_NAME.get(List.of(name, label)));
        }

        /** Adds what one operator's subtasks, or some of them, say of a metric that has no label or one of its own. */
        public Builder add(Metric metric, Statistic statistic, String operator, Spread spread) {
            return add(metric, metric.labelValue(), statistic, operator, spread);
        }

        /** The same with the value of the label. */
        public Builder add(Metric metric, String labelValue, Statistic statistic, String operator, Spread spread) {
            spreads.computeIfAbsent(new Key(metric, labelValue, statistic), key -> new TreeMap<>())
                    .merge(operator, spread, Spread::and);
            return this;
        }

        /** What was collected. */
        public Readings build() {
            return new Readings(new TreeMap<>(spreads));
        }
    }

    /** Whether no metric was read at all. */
    public boolean isEmpty() {
        return spreads.isEmpty();
    }

    /** The sum of a counter or meter over all subtasks, and over all values of its label where that is open. */
    public double sum(Metric metric) {
        return of(metric, Statistic.VALUE).mapToDouble(Spread::sum).sum();
    }

    /** The sum of a counter of one operator. */
    public double sum(Metric metric, String operator) {
        TreeMap<String, Spread> all = spreads.get(new Key(metric, metric.labelValue(), Statistic.VALUE));
        Spread spread = all == null ? null : all.get(operator);
        return spread == null ? 0 : spread.sum();
    }

    /** The most that a subtask says, whatever the value of the label where that is open. */
    public OptionalDouble max(Metric metric) {
        return of(metric, Statistic.VALUE).mapToDouble(Spread::max).max();
    }

    /** A quantile of a distribution, of the subtask where it is worst. */
    public OptionalDouble quantile(Metric metric, Statistic quantile) {
        return of(metric, quantile).mapToDouble(Spread::max).max();
    }

    /** The values of a metric's open label. */
    public Set<String> labels(Metric metric) {
        Set<String> labels = new TreeSet<>();
        for (Key key : spreads.keySet()) {
            if (key.metric == metric && key.labelValue != null) {
                labels.add(key.labelValue);
            }
        }
        return labels;
    }

    /** What is said under one value of an open label; empty where nothing is. */
    public Optional<Spread> labelled(Metric metric, String labelValue, Statistic statistic) {
        TreeMap<String, Spread> all = spreads.get(new Key(metric, labelValue, statistic));
        return all == null ? Optional.empty() : all.values().stream().reduce(Spread::and);
    }

    private Stream<Spread> of(Metric metric, Statistic statistic) {
        return spreads.entrySet().stream()
                .filter(entry -> entry.getKey().metric == metric && entry.getKey().statistic == statistic)
                .flatMap(entry -> entry.getValue().values().stream());
    }
}
