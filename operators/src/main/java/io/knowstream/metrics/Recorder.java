package io.knowstream.metrics;

import java.util.function.LongSupplier;

/** Takes measurements. Safe for use by any thread. */
public interface Recorder {

    /** Forgets everything. */
    Recorder NONE = new Recorder() {
        @Override
        public void add(Metric counter, long count) {}

        @Override
        public void record(Metric histogram, long value) {}

        @Override
        public void gauge(Metric gauge, LongSupplier value) {}
    };

    /** Adds to a {@linkplain Metric.Kind#COUNTER counter}. */
    void add(Metric counter, long count);

    /** Records one measurement of a {@linkplain Metric.Kind#HISTOGRAM histogram}, in the unit of its name. */
    void record(Metric histogram, long value);

    /** Registers where a {@linkplain Metric.Kind#GAUGE gauge} is read. */
    void gauge(Metric gauge, LongSupplier value);

    /** Adds one to a counter. */
    default void count(Metric counter) {
        add(counter, 1);
    }

    /** Records the time since {@code startNanos}, a reading of {@link System#nanoTime()}, in microseconds. */
    default void since(Metric histogram, long startNanos) {
        record(histogram, (System.nanoTime() - startNanos) / 1_000);
    }
}
