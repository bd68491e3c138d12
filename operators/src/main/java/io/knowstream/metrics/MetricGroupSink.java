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
        return RecordingSwitch.over(new MetricGroupSink(operator, shown));
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
        if (known(gauge, labelValue, Metric.Kind.GAUGE) == null) {
            made(gauge, labelValue, group -> group.gauge(gauge.metricName(), (Gauge<Long>) value::getAsLong));
        }
    }

    private Counter counter(Metric metric, String labelValue) {
        Object known = known(metric, labelValue, Metric.Kind.COUNTER);
        return (Counter)
                (known != null
                        ? known
                        : made(
                                metric,
                                labelValue,
                                group -> group.counter(metric.metricName(), new ThreadSafeSimpleCounter())));
    }

    private Meter meter(Metric metric) {
        Object known = known(metric, metric.labelValue(), Metric.Kind.METER);
        return (Meter)
                (known != null
                        ? known
                        : made(
                                metric,
                                metric.labelValue(),
                                group -> group.meter(metric.metricName(), new MeterView(RATE_SECONDS))));
    }

    private Histogram histogram(Metric metric, String labelValue) {
        Object known = known(metric, labelValue, Metric.Kind.HISTOGRAM);
        return (Histogram)
                (known != null
                        ? known
                        : made(
                                metric,
                                labelValue,
                                group -> group.histogram(
                                        metric.metricName(), new DescriptiveStatisticsHistogram(WINDOW))));
    }

    /** Flink's metric; null before it is first asked for. Makes nothing: most of what is measured comes through here. */
    private Object known(Metric metric, String labelValue, Metric.Kind kind) {
        require(metric, labelValue, kind);
        return metric.isOpen() ? labelled.get(new Labelled(metric, labelValue)) : fixed.get(metric.ordinal());
    }

    /** The same, made by the first who asks for it. */
    private synchronized Object made(Metric metric, String labelValue, Function<MetricGroup, Object> make) {
        Object known = known(metric, labelValue, metric.kind());
        if (known == null) {
            known = make.apply(labelValue == null ? group : group.addGroup(metric.label(), labelValue));
            if (metric.isOpen()) {
                labelled.put(new Labelled(metric, labelValue), known);
            } else {
                fixed.set(metric.ordinal(), known);
            }
        }
        return known;
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
