package io.knowstream.metrics;

import java.util.function.LongSupplier;

/** Forgets everything; for those to extend who want some of it. */
public class NoOpRecorder implements Recorder {

    @Override
    public void add(Metric counter, String labelValue, long count) {}

    @Override
    public void mark(Metric meter) {}

    @Override
    public void record(Metric histogram, String labelValue, long value) {}

    @Override
    public void gauge(Metric gauge, String labelValue, LongSupplier value) {}
}
