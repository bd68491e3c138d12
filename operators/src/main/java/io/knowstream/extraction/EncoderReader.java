package io.knowstream.extraction;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.GlobalContext;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads with models that read a text once: one chunk a thread, from its text to its result without a change of thread.
 *
 * <p>Nothing stops native code that has begun. A chunk that is in the models for longer than the timeout fails with a
 * {@link TimeoutException}, while its thread is still in there.
 */
final class EncoderReader implements ChunkReader {

    private final ChunkExtractor.Source models;
    private final Duration timeout;
    private final Recorder recorder;
    private final ThreadLocal<ChunkExtractor> extractors;
    private final ExecutorService threads;
    private final ScheduledThreadPoolExecutor watch;

    /** Takes the models over. */
    EncoderReader(ChunkExtractor.Source models, int threads, Duration timeout, Recorder recorder, String task) {
        this.models = models;
        this.timeout = timeout;
        this.recorder = recorder;
        this.extractors = ThreadLocal.withInitial(models::newExtractor);
        this.threads = Executors.newFixedThreadPool(threads, work -> new Thread(work, "models of " + task));
        this.watch = new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "timeouts of " + task));
        watch.setRemoveOnCancelPolicy(true);
    }

    /** Opens a reader with the models of a configuration. */
    static EncoderReader open(ExtractionConfig config, Recorder recorder, String task) {
        return new EncoderReader(
                new ExtractionModels(config, recorder), config.threads(), config.timeout(), recorder, task);
    }

    @Override
    public CompletableFuture<ChunkExtraction> read(String text, GlobalContext context) {
        CompletableFuture<ChunkExtraction> result = new CompletableFuture<>();
        threads.execute(() -> {
            ScheduledFuture<?> limit = watch.schedule(
                    () -> result.completeExceptionally(new TimeoutException(
                            "it was in the models for longer than extraction.timeout, " + timeout)),
                    timeout.toNanos(),
                    TimeUnit.NANOSECONDS);
            long start = System.nanoTime();
            try {
                ChunkExtraction extraction = extractors.get().extract(text, context);
                recorder.since(Metric.INFERENCE_LATENCY, start);
                limit.cancel(false);
                result.complete(extraction);
            } catch (Throwable e) {
                limit.cancel(false);
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Override
    public long residentBytes() {
        return models.residentBytes();
    }

    /** Waits for what is running, as a model must not be closed, nor the JVM end, while native code is in it. */
    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        watch.shutdownNow();
        models.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
