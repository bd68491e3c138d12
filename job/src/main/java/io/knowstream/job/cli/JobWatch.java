package io.knowstream.job.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.flink.core.execution.JobClient;

/**
 * Waits for what a job in this process does. Each wait ends with an exception where the job has ended, or does not come to
 * what is awaited. Used by one thread.
 */
final class JobWatch {

    private static final long POLL_MILLIS = 5;
    /** What is shown is worked out four times a second, as it counts as the job's time. */
    private static final int POLLS_A_LINE = 50;
    /** A process that does less than this for this long is at rest; clusters that wait do a tenth of it. */
    private static final double REST_LOAD = 0.15;

    private static final Duration REST = Duration.ofMillis(500);
    /** Compactions behind 100,000 documents take less. */
    private static final Duration LONGEST_TO_REST = Duration.ofMinutes(5);
    /** A change takes milliseconds. */
    private static final Duration LONGEST_WITHOUT_PROGRESS = Duration.ofMinutes(5);

    private final JobClient job;

    JobWatch(JobClient job) {
        this.job = job;
    }

    /** Waits a moment, and says so if the job is no more. */
    void poll() throws InterruptedException, ExecutionException {
        try {
            job.getJobExecutionResult().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            throw new IllegalStateException("the job has ended before its time");
        } catch (TimeoutException running) {
            return;
        }
    }

    /** Lets a time pass; when that was. */
    ProcessMoment pass(Duration time) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            poll();
        }
        return ProcessMoment.now();
    }

    /**
     * Waits until a counter has come so far; when that was.
     *
     * @param shown is told now and then how far it has come
     */
    ProcessMoment await(AtomicLong counter, long end, LongConsumer shown)
            throws InterruptedException, ExecutionException {
        long seen = -1;
        long deadline = 0;
        for (int poll = 0; counter.get() < end; poll++) {
            poll();
            if (counter.get() != seen) {
                seen = counter.get();
                deadline = System.nanoTime() + LONGEST_WITHOUT_PROGRESS.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new IllegalStateException(String.format(
                        Locale.ROOT,
                        "no change in %d s: stopped at %,d of %,d",
                        LONGEST_WITHOUT_PROGRESS.toSeconds(),
                        seen,
                        end));
            }
            if (poll % POLLS_A_LINE == 0) {
                shown.accept(counter.get());
            }
        }
        return ProcessMoment.now();
    }

    /**
     * Waits until this process does next to nothing; since when, to a poll. A job that checkpoints every second may never
     * come to that.
     */
    ProcessMoment rest() throws InterruptedException, ExecutionException {
        Deque<ProcessMoment> lately = new ArrayDeque<>();
        lately.add(ProcessMoment.now());
        long deadline = System.nanoTime() + LONGEST_TO_REST.toNanos();
        while (true) {
            poll();
            ProcessMoment now = ProcessMoment.now();
            lately.add(now);
            ProcessMoment start = null;
            while (now.nanos() - lately.peek().nanos() >= REST.toNanos()) {
                start = lately.poll();
            }
            if (start == null) {
                continue;
            }
            double load = start.load(now);
            if (load < REST_LOAD) {
                return start;
            }
            if (now.nanos() > deadline) {
                throw new IllegalStateException(String.format(
                        Locale.ROOT,
                        "this process is not at rest %d s after its last change: it uses %.2f of a processor, at rest less than %.2f",
                        LONGEST_TO_REST.toSeconds(),
                        load,
                        REST_LOAD));
            }
        }
    }
}
