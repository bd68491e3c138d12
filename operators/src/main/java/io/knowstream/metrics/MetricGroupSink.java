package io.knowstream.metrics;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Records to the metric group of a Flink operator; a metric is registered when it is first used. Thread-safe. */
public final class MetricGroupSink implements Recorder {

    /** The group under the operator's own that holds all metrics. */
    static final String GROUP = "knowstream";

    /** Measurements that a histogram looks back on. */
    private static final int WINDOW = 1_000;

    /** Over which rates are taken; no longer than people who watch a job wait. */
    private static final int RATE_SECONDS = 60;

    /** The system property that makes recorders of operators that are opened later forget everything, to measure what they cost. */
    public static final String OFF = "knowstream.metrics.off";

    private final MetricGroup group;
    /** Those without an open label, by their ordinal: they are recorded with every document. */
    private final AtomicReferenceArray<Object> fixed = new AtomicReferenceArray<>(Metric.values().length);
    /** Those with an open label. */
    private final Map<Labelled, Object> labelled = new ConcurrentHashMap<>();

    private record Labelled(Metric metric, String value) {}

    /**
     * @param operator the operator's group, {@code getRuntimeContext().getMetricGroup()}
     * @param shown the counters, meters and histograms that this operator records, shown as zero from the start
     */
    MetricGroupSink(MetricGroup operator, Metric... shown) {
        this.group = operator.addGroup(GROUP);
        for (Metric metric : shown) {
            switch (metric.kind()) {
                case COUNTER -> counter(metric, metric.labelValue());
                case METER -> meter(metric);
                case HISTOGRAM -> histogram(metric, metric.labelValue());
                case GAUGE -> throw new IllegalArgumentException(metric + " is a gauge: register it with its value");
            }
        }
    }

    /**
     * The recorder of an operator.
     *
     * @param operator the operator's group, {@code getRuntimeContext().getMetricGroup()}
     * @param shown the counters, meters and histograms that it records, shown as zero from the start
     */
    public static Recorder open(MetricGroup operator, Metric... shown) {
        return Boolean.getBoolean(OFF) ? NONE : new MetricGroupSink(operator, shown);
    }

    @Override
    public void add(Metric counter, String labelValue, long count) {
        counter(counter, labelValue).inc(count);
    }

    @Override
    public void mark(Metric meter) {
        meter(meter).markEvent();
    }

    @Override
    public void record(Metric histogram, String labelValue, long value) {
        histogram(histogram, labelValue).update(value);
    }

    @Override
    public void gauge(Metric gauge, String labelValue, LongSupplier value) {
        find(
                gauge,
                labelValue,
                Metric.Kind.GAUGE,
                group -> group.gauge(gauge.metricName(), (Gauge<Long>) value::getAsLong));
    }

    private Counter counter(Metric metric, String labelValue) {
        return (Counter) find(
                metric,
                labelValue,
                Metric.Kind.COUNTER,
                group -> group.counter(metric.metricName(), new ThreadSafeSimpleCounter()));
    }

    private Meter meter(Metric metric) {
        return (Meter) find(
                metric,
                metric.labelValue(),
                Metric.Kind.METER,
                group -> group.meter(metric.metricName(), new MeterView(RATE_SECONDS)));
    }

    private Histogram histogram(Metric metric, String labelValue) {
        return (Histogram) find(
                metric,
                labelValue,
                Metric.Kind.HISTOGRAM,
                group -> group.histogram(metric.metricName(), new DescriptiveStatisticsHistogram(WINDOW)));
    }

    /** Flink's metric, which is made when it is first asked for. */
    private Object find(Metric metric, String labelValue, Metric.Kind kind, Function<MetricGroup, Object> made) {
        require(metric, labelValue, kind);
        if (metric.isOpen()) {
            Labelled key = new Labelled(metric, labelValue);
            Object known = labelled.get(key);
            return known != null ? known : labelled.computeIfAbsent(key, k -> made.apply(groupOf(metric, labelValue)));
        }
        Object known = fixed.get(metric.ordinal());
        return known != null ? known : make(metric, made);
    }

    private synchronized Object make(Metric metric, Function<MetricGroup, Object> made) {
        if (fixed.get(metric.ordinal()) == null) {
            fixed.set(metric.ordinal(), made.apply(groupOf(metric, metric.labelValue())));
        }
        return fixed.get(metric.ordinal());
    }

    private MetricGroup groupOf(Metric metric, String labelValue) {
        return labelValue == null ? group : group.addGroup(metric.label(), labelValue);
    }

    private static void require(Metric metric, String labelValue, Metric.Kind kind) {
        if (metric.kind() != kind) {
            throw new IllegalArgumentException(metric + " must be a " + kind + " here (it is a " + metric.kind() + ")");
        }
        if (metric.isOpen() ? labelValue == null : !Objects.equals(labelValue, metric.labelValue())) {
            throw new IllegalArgumentException(
                    metric + " must have " + metric.label() + " " + metric.labelValue() + " (got " + labelValue + ")");
        }
    }
}
