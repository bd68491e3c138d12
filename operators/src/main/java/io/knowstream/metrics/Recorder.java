package io.knowstream.metrics;

import java.util.function.LongSupplier;

/**
 * Takes measurements. Safe for use by any thread.
 *
 * <p>The value of the label is given where the metric {@linkplain Metric#isOpen leaves it open}, and is the metric's own
 * otherwise.
 */
public interface Recorder {

    /** Forgets everything. */
    Recorder NONE = new NoOpRecorder();

    /** Whether anything is recorded now; what is measured only to be recorded need not be, where nothing is. */
    default boolean isOn() {
        return true;
    }

    /** Adds to a {@linkplain Metric.Kind#COUNTER counter}. */
    void add(Metric counter, String labelValue, long count);

    /** One more event of a {@linkplain Metric.Kind#METER meter}. */
    void mark(Metric meter);

    /** Records one measurement of a {@linkplain Metric.Kind#HISTOGRAM histogram}, in the unit of its name. */
    void record(Metric histogram, String labelValue, long value);

    /** Registers where a {@linkplain Metric.Kind#GAUGE gauge} is read; one that is registered already stays. */
    void gauge(Metric gauge, String labelValue, LongSupplier value);

    /** The same with the metric's own label. */
    default void add(Metric counter, long count) {
        add(counter, counter.labelValue(), count);
    }

    /** The same with the metric's own label. */
    default void record(Metric histogram, long value) {
        record(histogram, histogram.labelValue(), value);
    }

    /** The same with the metric's own label. */
    default void gauge(Metric gauge, LongSupplier value) {
        gauge(gauge, gauge.labelValue(), value);
    }

    /** Adds one to a counter. */
    default void count(Metric counter) {
        add(counter, 1);
    }

    /** Records the time since {@code startNanos}, a reading of {@link System#nanoTime()}, in microseconds. */
    default void since(Metric histogram, long startNanos) {
        record(histogram, (System.nanoTime() - startNanos) / 1_000);
    }
}
