package io.knowstream.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Records to the metric group of a Flink operator; a metric is registered when it is first used. Thread-safe. */
public final class MetricGroupSink implements Recorder {

    /** The group under the operator's own that holds all metrics. */
    static final String GROUP = "knowstream";

    /** Measurements that a histogram looks back on. */
    private static final int WINDOW = 1_000;

    private final MetricGroup group;
    private final Map<Metric, Counter> counters = new EnumMap<>(Metric.class);
    private final Map<Metric, Histogram> histograms = new EnumMap<>(Metric.class);

    /**
     * @param operator the operator's group, {@code getRuntimeContext().getMetricGroup()}
     * @param shown the counters and histograms that this operator records, shown as zero from the start
     */
    public MetricGroupSink(MetricGroup operator, Metric... shown) {
        this.group = operator.addGroup(GROUP);
        for (Metric metric : shown) {
            switch (metric.kind()) {
                case COUNTER -> counter(metric);
                case HISTOGRAM -> histogram(metric);
                case GAUGE -> throw new IllegalArgumentException(metric + " is a gauge: register it with its value");
            }
        }
    }

    @Override
    public void add(Metric counter, long count) {
        require(counter, Metric.Kind.COUNTER);
        counter(counter).inc(count);
    }

    @Override
    public void record(Metric histogram, long value) {
        require(histogram, Metric.Kind.HISTOGRAM);
        histogram(histogram).update(value);
    }

    @Override
    public void gauge(Metric gauge, LongSupplier value) {
        require(gauge, Metric.Kind.GAUGE);
        groupOf(gauge).gauge(gauge.metricName(), (Gauge<Long>) value::getAsLong);
    }

    private synchronized Counter counter(Metric metric) {
        return counters.computeIfAbsent(metric, m -> groupOf(m).counter(m.metricName(), new ThreadSafeSimpleCounter()));
    }

    private synchronized Histogram histogram(Metric metric) {
        return histograms.computeIfAbsent(
                metric, m -> groupOf(m).histogram(m.metricName(), new DescriptiveStatisticsHistogram(WINDOW)));
    }

    private MetricGroup groupOf(Metric metric) {
        return metric.label() == null ? group : group.addGroup(metric.label(), metric.labelValue());
    }

    private static void require(Metric metric, Metric.Kind kind) {
        if (metric.kind() != kind) {
            throw new IllegalArgumentException(metric + " must be a " + kind + " here (it is a " + metric.kind() + ")");
        }
    }
}
