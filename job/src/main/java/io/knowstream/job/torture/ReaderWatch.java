package io.knowstream.job.torture;

import io.knowstream.graph.Entity;
import io.knowstream.index.Direction;
import io.knowstream.index.GraphReader;
import io.knowstream.resolution.ResolutionConfig;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader that queries through all of it: it must see no error, no state that breaks {@link SnapshotCheck}, and none
 * older than one that it has seen.
 */
final class ReaderWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReaderWatch.class);
    private static final long LOOK_MILLIS = 250;
    private static final int MOST_TOLD = 100;
    private static final int LIMIT = 10;

    private final String index;
    private final ResolutionConfig resolution;
    private final Thread thread = new Thread(this::watch, "reader watch");
    private final List<String> violations = new ArrayList<>();
    private long snapshots;
    private volatile boolean closed;

    /** @param resolution as the job that writes the index has it */
    ReaderWatch(String index, ResolutionConfig resolution) {
        this.index = index;
        this.resolution = resolution;
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try (GraphReader reader = open()) {
            long last = 0;
            boolean newer = true;
            while (!closed) {
                if (newer) {
                    last = look(reader, last);
                }
                Thread.sleep(LOOK_MILLIS);
                newer = refresh(reader);
            }
        } catch (InterruptedException e) {
            LOG.debug("The reader is told to end", e);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The reader fails", e);
            add("the reader fails: " + e);
        }
    }

    /** Waits for the first published state: that there is none yet is what a reader is told. */
    private GraphReader open() throws IOException, InterruptedException {
        while (true) {
            try {
                return GraphReader.open(index);
            } catch (NoSuchFileException e) {
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    private boolean refresh(GraphReader reader) {
        try {
            return reader.refresh();
        } catch (IOException e) {
            LOG.warn("The reader cannot go on to the newest state", e);
            add("refresh: " + e);
            return false;
        }
    }

    private long look(GraphReader reader, long last) throws IOException {
        long checkpoint = reader.checkpoint();
        if (checkpoint < last) {
            add("checkpoint " + checkpoint + " is shown after " + last);
        }
        for (String violation : SnapshotCheck.violations(reader, resolution)) {
            add("checkpoint " + checkpoint + ": " + violation);
        }
        for (Entity entity : reader.entities(null, LIMIT)) {
            if (reader.find(entity.name(), null, LIMIT).isEmpty()) {
                add("checkpoint " + checkpoint + ": nothing is found by the name " + entity.name());
            }
            reader.relationships(entity.id(), Direction.BOTH, null, LIMIT);
            reader.semantic(entity.name(), null, LIMIT);
        }
        synchronized (this) {
            snapshots++;
        }
        return checkpoint;
    }

    private synchronized void add(String violation) {
        LOG.warn("{}", violation);
        if (violations.size() < MOST_TOLD) {
            violations.add(violation);
        }
    }

    /** How many published states it has looked at. */
    synchronized long snapshots() {
        return snapshots;
    }

    /** What was wrong, the first of it. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** Not by an interrupt: one in the middle of a read would close the index's files. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
