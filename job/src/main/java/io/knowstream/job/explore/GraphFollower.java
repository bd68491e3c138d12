package io.knowstream.job.explore;

import io.knowstream.index.GraphReader;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a reader on to newer states, on a thread of its own. Safe for use by many threads. */
final class GraphFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GraphFollower.class);

    private final GraphReader reader;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "explore-follower");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long revision;
    private volatile String problem;

    /** Begins to look for a newer state, again and again at this interval. */
    GraphFollower(GraphReader reader, Duration interval) {
        this.reader = reader;
        timer.scheduleWithFixedDelay(this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks once; what fails is kept to be told, and tried again at the next look. */
    private void look() {
        try {
            if (reader.refresh()) {
                revision++;
            }
            problem = null;
        } catch (IOException | RuntimeException | InternalError e) {
            // The error is that of a mapped file which cannot be read.
            if (problem == null) {
                LOG.warn("The graph cannot be refreshed; what was read before is shown", e);
            }
            problem = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
    }

    /** How often there was something newer: a state may come again under a checkpoint's number. */
    long revision() {
        return revision;
    }

    /** Why the reader cannot go on; null where it can. */
    String problem() {
        return problem;
    }

    @Override
    public void close() {
        end(timer);
    }

    /** Ends an executor and waits for what it is at, which may read the graph. */
    static void end(ExecutorService executor) {
        executor.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("A request or a refresh does not come to its end");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
