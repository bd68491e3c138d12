package io.knowstream.inference;

import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what failed, after pauses that double. Thread-safe.
 *
 * <p>What becomes of a failure depends on what it is:
 *
 * <ul>
 *   <li>{@link InputRejectedException}: an answer; passed on at once.
 *   <li>{@link ModelUnavailableException}: tried again without end, counted, and said at WARN on a doubling schedule for all
 *       work together.
 *   <li>{@link TimeoutException} and {@link Error}: passed on at once; what hangs in native code would hang again.
 *   <li>Anything else: tried {@value #ATTEMPTS} times, then passed on.
 * </ul>
 *
 * <p>Pauses run on a thread of their own: no timer of Flink's, which drops them at the end of input.
 */
public final class Retries implements AutoCloseable {

    /** Attempts at what fails for no known reason. */
    public static final int ATTEMPTS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    /** Runs something later. */
    interface Timer {

        /** Throws {@link RejectedExecutionException} once it is stopped. */
        void after(long millis, Runnable work);

        /** Drops what waits. */
        void stop();
    }

    private final Timer timer;
    private final Recorder recorder;
    private final Metric retried;
    /** Guards the two below. */
    private final Object lock = new Object();
    /** Work that failed last for want of time or memory. */
    private int waiting;
    /** Attempts that so failed since nothing waited last. */
    private long unavailable;

    /**
     * @param name of the thread on which pauses end
     * @param retried counts attempts that were made again
     */
    public Retries(String name, Recorder recorder, Metric retried) {
        this(new ThreadTimer(name), recorder, retried);
    }

    Retries(Timer timer, Recorder recorder, Metric retried) {
        this.timer = timer;
        this.recorder = recorder;
        this.retried = retried;
    }

    /**
     * Makes attempts until one gives an answer.
     *
     * @param what is tried, for messages
     * @param attempt starts an attempt; a future that fails and a throw are the same
     * @return completes on the thread on which its last attempt did; never, where {@link #close()} came before
     */
    public <T> CompletableFuture<T> run(String what, Supplier<CompletableFuture<T>> attempt) {
        Work<T> work = new Work<>(what, attempt);
        work.attempt();
        return work.answer;
    }

    private static boolean isFinal(Throwable failure) {
        return failure instanceof InputRejectedException
                || failure instanceof TimeoutException
                || failure instanceof Error;
    }

    /** The pause after the attempt of this number, from 1. */
    static long pauseMillis(int attempt) {
        int doublings = Math.min(attempt - 1, Long.SIZE - Long.numberOfLeadingZeros(LONGEST_PAUSE_MILLIS));
        return Math.min(FIRST_PAUSE_MILLIS << doublings, LONGEST_PAUSE_MILLIS);
    }

    private void retry(Runnable work, int attempt) {
        recorder.count(retried);
        try {
            timer.after(pauseMillis(attempt), work);
        } catch (RejectedExecutionException closed) {
            LOG.debug("Closed before the next attempt", closed);
        }
    }

    /** Drops what waits for another attempt: its future never completes. */
    @Override
    public void close() {
        timer.stop();
    }

    /** One thing that is tried; its attempts follow one another. */
    private final class Work<T> {
        private final String what;
        private final Supplier<CompletableFuture<T>> supplier;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private int attempts;
        private int failures;
        private boolean waits;

        Work(String what, Supplier<CompletableFuture<T>> supplier) {
            this.what = what;
            this.supplier = supplier;
        }

        void attempt() {
            attempts++;
            CompletableFuture<T> started;
            try {
                started = supplier.get();
            } catch (RuntimeException | Error e) {
                started = CompletableFuture.failedFuture(e);
            }
            started.whenComplete((value, failure) -> {
                if (failure == null) {
                    answered();
                    answer.complete(value);
                } else {
                    failed(
                            failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause()
                                    : failure);
                }
            });
        }

        private void failed(Throwable failure) {
            if (failure instanceof ModelUnavailableException) {
                unavailable(failure);
                retry(this::attempt, attempts);
            } else if (isFinal(failure) || ++failures == ATTEMPTS) {
                answered();
                answer.completeExceptionally(failure);
            } else {
                LOG.warn("Attempt {} of {} at {} failed", failures, ATTEMPTS, what, failure);
                retry(this::attempt, attempts);
            }
        }

        private void unavailable(Throwable failure) {
            recorder.count(Metric.MODEL_UNAVAILABLE);
            recorder.mark(Metric.MODEL_UNAVAILABLE_RATE);
            long failed;
            int alike;
            synchronized (lock) {
                waiting += waits ? 0 : 1;
                alike = waiting;
                failed = ++unavailable;
            }
            waits = true;
            if (Long.bitCount(failed) == 1) {
                LOG.warn(
                        "{} and {} more wait for a model and are tried again without end; {} attempts failed, the last: {}",
                        what,
                        alike - 1,
                        failed,
                        failure.getMessage());
            }
        }

        private void answered() {
            if (!waits) {
                return;
            }
            waits = false;
            long failed = 0;
            synchronized (lock) {
                if (--waiting == 0) {
                    failed = unavailable;
                    unavailable = 0;
                }
            }
            if (failed > 0) {
                LOG.info("Nothing waits for a model any more, after {} attempts that failed", failed);
            }
        }
    }

    private static final class ThreadTimer implements Timer {
        private final ScheduledThreadPoolExecutor thread;

        ThreadTimer(String name) {
            thread = new ScheduledThreadPoolExecutor(1, work -> new Thread(work, name));
        }

        @Override
        public void after(long millis, Runnable work) {
            thread.schedule(work, millis, TimeUnit.MILLISECONDS);
        }

        @Override
        public void stop() {
            thread.shutdownNow();
        }
    }
}
