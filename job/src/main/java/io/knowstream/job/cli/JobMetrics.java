package io.knowstream.job.cli;

import io.knowstream.metrics.Metric;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;

/**
 * The metrics of a bounded job in this process, still there when its tasks are gone: Flink forgets a task's metrics with the
 * task, but the objects go on to say what they said last. Sums are over all subtasks and attempts. Thread-safe.
 */
final class JobMetrics implements MetricReporter {

    /** Where a metric has no label. */
    private static final String NO_LABEL = "";

    /** By name and value of the label. */
    private final Map<String, Map<String, Queue<org.apache.flink.metrics.Metric>>> metrics = new ConcurrentHashMap<>();

    JobMetrics() {
        for (Metric metric : Metric.values()) {
            metrics.putIfAbsent(metric.metricName(), new ConcurrentHashMap<>());
        }
    }

    @Override
    public void open(MetricConfig config) {
        // Needs nothing.
    }

    @Override
    public void notifyOfAddedMetric(org.apache.flink.metrics.Metric metric, String name, MetricGroup group) {
        Map<String, Queue<org.apache.flink.metrics.Metric>> byLabel = metrics.get(name);
        if (byLabel != null) {
            byLabel.computeIfAbsent(label(name, group), none -> new ConcurrentLinkedQueue<>())
                    .add(metric);
        }
    }

    /** Flink gives the labels of a group with all else that it knows of it. */
    private static String label(String name, MetricGroup group) {
        return Arrays.stream(Metric.values())
                .filter(metric -> metric.metricName().equals(name) && metric.label() != null)
                .findFirst()
                .map(metric -> group.getAllVariables().getOrDefault("<" + metric.label() + ">", NO_LABEL))
                .orElse(NO_LABEL);
    }

    @Override
    public void notifyOfRemovedMetric(org.apache.flink.metrics.Metric metric, String name, MetricGroup group) {
        // That is what this is for.
    }

    @Override
    public void close() {
        // Holds nothing open.
    }

    /** A counter's sum. */
    long sum(Metric counter) {
        return sums(counter).values().stream().mapToLong(Long::longValue).sum();
    }

    /** A counter's sums by the values of its label. */
    Map<String, Long> sums(Metric counter) {
        return byLabel(counter, all -> all.stream()
                .mapToLong(each -> ((Counter) each).getCount())
                .sum());
    }

    /** The largest value that a gauge says now; 0 where there is none. */
    long most(Metric gauge) {
        return byLabel(gauge, all -> all.stream()
                        .mapToLong(each -> ((Number) ((Gauge<?>) each).getValue()).longValue())
                        .max()
                        .orElse(0))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    /** The measurements that a histogram has of the last thousand of each subtask, by the values of its label. */
    Map<String, List<Long>> measurements(Metric histogram) {
        Map<String, List<Long>> measurements = new TreeMap<>();
        metrics.get(histogram.metricName())
                .forEach((label, all) -> measurements.put(
                        label,
                        all.stream()
                                .flatMapToLong(each -> Arrays.stream(
                                        ((Histogram) each).getStatistics().getValues()))
                                .boxed()
                                .toList()));
        return measurements;
    }

    private Map<String, Long> byLabel(
            Metric metric, ToLongFunction<Collection<org.apache.flink.metrics.Metric>> value) {
        Map<String, Long> values = new TreeMap<>();
        metrics.get(metric.metricName()).forEach((label, all) -> values.put(label, value.applyAsLong(all)));
        return values;
    }
}
