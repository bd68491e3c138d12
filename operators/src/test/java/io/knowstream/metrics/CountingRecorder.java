package io.knowstream.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Sums counters by their names and labels, and counts how often it was called. */
public final class CountingRecorder extends NoOpRecorder {

    private final Map<String, Long> sums = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public void add(Metric counter, String labelValue, long count) {
        calls.incrementAndGet();
        sums.merge(key(counter, labelValue), count, Long::sum);
    }

    @Override
    public void mark(Metric meter) {
        calls.incrementAndGet();
    }

    @Override
    public void record(Metric histogram, String labelValue, long value) {
        calls.incrementAndGet();
    }

    @Override
    public void gauge(Metric gauge, String labelValue, LongSupplier value) {
        calls.incrementAndGet();
    }

    public int calls() {
        return calls.get();
    }

    public long sum(Metric counter, String labelValue) {
        return sums.getOrDefault(key(counter, labelValue), 0L);
    }

    /** The sum of a counter whose label is its own. */
    public long sum(Metric counter) {
        return sum(counter, counter.labelValue());
    }

    private static String key(Metric counter, String labelValue) {
        return counter.metricName() + " " + labelValue;
    }
}
