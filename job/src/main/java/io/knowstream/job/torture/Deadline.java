package io.knowstream.job.torture;

import java.time.Duration;

/** Waits in small steps for something that must come, and fails when it has not come for long. */
final class Deadline {

    /** Generous: a busy machine is slow, and slow is no fault. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final long STEP_MILLIS = 250;

    private final String failure;
    private final long end = System.nanoTime() + PATIENCE.toNanos();

    private Deadline(String failure) {
        this.failure = failure;
    }

    /** A wait that fails with {@code failure}. */
    static Deadline patience(String failure) {
        return new Deadline(failure);
    }

    /** Waits a step. */
    void await() throws InterruptedException {
        check();
        Thread.sleep(STEP_MILLIS);
    }

    /** Whether the time is over. */
    boolean isOver() {
        return System.nanoTime() - end > 0;
    }

    /** Fails if it is over. */
    void check() {
        if (isOver()) {
            throw new TortureException(failure + " within " + PATIENCE.toMinutes() + " minutes");
        }
    }
}
