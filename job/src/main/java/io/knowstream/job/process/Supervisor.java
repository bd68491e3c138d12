package io.knowstream.job.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Starts processes again that have ended by themselves, as a container's platform does it. */
public final class Supervisor implements AutoCloseable {

    private static final long LOOK_MILLIS = 500;

    private final List<ChildProcess> processes;
    private final Consumer<String> told;
    private final AtomicInteger restarts = new AtomicInteger();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "supervisor");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Begins to look after processes.
     *
     * @param told hears of each that had to be started again; called on a thread of the supervisor
     */
    public Supervisor(List<ChildProcess> processes, Consumer<String> told) {
        this.processes = List.copyOf(processes);
        this.told = told;
        looks.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        for (ChildProcess process : processes) {
            try {
                OptionalInt code = process.startAgainIfEnded();
                if (code.isPresent()) {
                    restarts.incrementAndGet();
                    told.accept(process.name() + " has ended by itself with code " + code.getAsInt()
                            + " and was started again (" + process.log() + ")");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(process.name() + " cannot be started again", e);
            }
        }
    }

    /** How often a process had ended by itself. */
    public int restarts() {
        return restarts.get();
    }

    /** Looks no more; the processes stay. */
    @Override
    public void close() throws InterruptedException {
        looks.shutdownNow();
        looks.awaitTermination(1, TimeUnit.MINUTES);
    }
}
