package io.knowstream.job.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns Ctrl-C into an interrupt of the main thread, and holds the process until that has cleaned up behind itself. */
final class Interruption implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final Thread main;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "interruption");

    private Interruption(Thread main) {
        this.main = main;
    }

    static Interruption ofThisThread() {
        Interruption interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void interrupt() {
        if (finished.getCount() > 0) {
            main.interrupt();
            try {
                finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets the process end. */
    void finished() {
        finished.countDown();
    }

    @Override
    public void close() {
        finished();
    }
}
