package io.knowstream.extraction;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Threads that run encoders, each with an extractor of its own. Thread-safe.
 *
 * <p>Nothing stops native code that has begun. Work that takes longer than the timeout fails with a {@link
 * TimeoutException}, while its thread is still in there.
 */
final class EncoderThreads<E> implements AutoCloseable {

    private final Duration timeout;
    private final ThreadLocal<E> extractors;
    private final ExecutorService threads;
    private final ScheduledThreadPoolExecutor watch;

    /** @param task for the names of the threads */
    EncoderThreads(Supplier<E> newExtractor, int threads, Duration timeout, String task) {
        this.timeout = timeout;
        this.extractors = ThreadLocal.withInitial(newExtractor);
        this.threads = Executors.newFixedThreadPool(threads, work -> new Thread(work, "models of " + task));
        this.watch = new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "timeouts of " + task));
        watch.setRemoveOnCancelPolicy(true);
    }

    /** Does work on a thread, as soon as one is free; completes there. */
    <T> CompletableFuture<T> run(Function<E, T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> {
            ScheduledFuture<?> limit = watch.schedule(
                    () -> result.completeExceptionally(new TimeoutException(
                            "it was in the models for longer than extraction.timeout, " + timeout)),
                    timeout.toNanos(),
                    TimeUnit.NANOSECONDS);
            try {
                T done = work.apply(extractors.get());
                limit.cancel(false);
                result.complete(done);
            } catch (Throwable e) {
                limit.cancel(false);
                result.completeExceptionally(e);
            }
        });
        return result;
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
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
