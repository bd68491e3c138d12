package io.knowstream.metrics;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Adds up what the stages of documents take. Pieces of work may be shorter than the microsecond that is recorded: what is
 * over goes with the next piece. Thread-safe.
 */
final class StageTotals implements StageClock {

    private static final long NANOS_PER_MICRO = 1_000;

    private final Recorder recorder;
    private final Map<Stage, AtomicLong> nanos =
            Stream.of(Stage.values()).collect(Collectors.toMap(Function.identity(), stage -> new AtomicLong()));

    StageTotals(Recorder recorder) {
        this.recorder = recorder;
    }

    boolean isOn() {
        return recorder.isOn();
    }

    @Override
    public Span begin(Stage stage) {
        return new ThreadSpan(this, stage, 1);
    }

    @Override
    public <T> CompletableFuture<T> until(Stage stage, Supplier<CompletableFuture<T>> work) {
        long startBytes = ThreadAllocation.bytes();
        long startNanos = System.nanoTime();
        CompletableFuture<T> result = work.get();
        long bytes = ThreadAllocation.bytes() - startBytes;
        return result.whenComplete((done, failure) -> add(stage, System.nanoTime() - startNanos, bytes));
    }

    void add(Stage stage, long spentNanos, long bytes) {
        long now = nanos.get(stage).addAndGet(spentNanos);
        recorder.add(Metric.STAGE_TIME, stage.key(), now / NANOS_PER_MICRO - (now - spentNanos) / NANOS_PER_MICRO);
        recorder.add(Metric.STAGE_ALLOCATED, stage.key(), bytes);
    }
}
