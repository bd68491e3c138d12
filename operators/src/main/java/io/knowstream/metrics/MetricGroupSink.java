package io.knowstream.metrics;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Key, Histogram> histograms = new ConcurrentHashMap<>();
    private final Map<Key, Meter> meters = new ConcurrentHashMap<>();
    private final Set<Key> gauges = ConcurrentHashMap.newKeySet();

    /** A metric with the value of its label, null where it has none. */
    private record Key(Metric metric, String labelValue) {}

    /**
     * @param operator the operator's group, {@code getRuntimeContext().getMetricGroup()}
     * @param shown the counters, meters and histograms that this operator records, shown as zero from the start
     */
    MetricGroupSink(MetricGroup operator, Metric... shown) {
        this.group = operator.addGroup(GROUP);
        for (Metric metric : shown) {
            Key key = key(metric, metric.labelValue(), metric.kind());
            switch (metric.kind()) {
                case COUNTER -> counter(key);
                case METER -> meter(key);
                case HISTOGRAM -> histogram(key);
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
        counter(key(counter, labelValue, Metric.Kind.COUNTER)).inc(count);
    }

    @Override
    public void mark(Metric meter) {
        meter(key(meter, meter.labelValue(), Metric.Kind.METER)).markEvent();
    }

    @Override
    public void record(Metric histogram, String labelValue, long value) {
        histogram(key(histogram, labelValue, Metric.Kind.HISTOGRAM)).update(value);
    }

    @Override
    public void gauge(Metric gauge, String labelValue, LongSupplier value) {
        Key key = key(gauge, labelValue, Metric.Kind.GAUGE);
        if (gauges.add(key)) {
            groupOf(key).gauge(gauge.metricName(), (Gauge<Long>) value::getAsLong);
        }
    }

    private Counter counter(Key key) {
        return counters.computeIfAbsent(
                key, k -> groupOf(k).counter(k.metric.metricName(), new ThreadSafeSimpleCounter()));
    }

    private Meter meter(Key key) {
        return meters.computeIfAbsent(key, k -> groupOf(k).meter(k.metric.metricName(), new MeterView(RATE_SECONDS)));
    }

    private Histogram histogram(Key key) {
        return histograms.computeIfAbsent(
                key, k -> groupOf(k).histogram(k.metric.metricName(), new DescriptiveStatisticsHistogram(WINDOW)));
    }

    private MetricGroup groupOf(Key key) {
        return key.labelValue == null ? group : group.addGroup(key.metric.label(), key.labelValue);
    }

    private static Key key(Metric metric, String labelValue, Metric.Kind kind) {
        if (metric.kind() != kind) {
            throw new IllegalArgumentException(metric + " must be a " + kind + " here (it is a " + metric.kind() + ")");
        }
        if (metric.isOpen() ? labelValue == null : !Objects.equals(labelValue, metric.labelValue())) {
            throw new IllegalArgumentException(
                    metric + " must have " + metric.label() + " " + metric.labelValue() + " (got " + labelValue + ")");
        }
        return new Key(metric, labelValue);
    }
}
