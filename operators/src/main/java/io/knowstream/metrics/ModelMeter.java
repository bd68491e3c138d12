package io.knowstream.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Measures what one model does, for whomever it is: always, since a model that is asked takes a thousand times longer than
 * the clock. Thread-safe.
 */
public final class ModelMeter {

    private static final long NANOS_PER_MICRO = 1_000;

    private final Recorder recorder;
    private final String model;
    private final AtomicLong nanos = new AtomicLong();

    /** @param model its name */
    public ModelMeter(Recorder recorder, String model) {
        this.recorder = recorder;
        this.model = model;
    }

    /** Asks the model; its time is the wall time on the calling thread. */
    public <T> T call(Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            recorder.add(Metric.MODEL_CALLS, model, 1);
            worked(System.nanoTime() - start);
        }
    }

    /** Takes the time of a model that answers many calls at once. */
    public void worked(long spentNanos) {
        long now = nanos.addAndGet(spentNanos);
        recorder.add(Metric.MODEL_TIME, model, now / NANOS_PER_MICRO - (now - spentNanos) / NANOS_PER_MICRO);
    }

    /** Counts calls and the tokens that the model read and said. */
    public void count(long calls, long tokens) {
        recorder.add(Metric.MODEL_CALLS, model, calls);
        recorder.add(Metric.MODEL_TOKENS, model, tokens);
    }
}
