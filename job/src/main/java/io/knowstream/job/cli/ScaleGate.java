package io.knowstream.job.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far the lanes of a {@link ScaleWorkload} may go, and how far they have come. Found by its name, as
 * the tasks of a cluster in this process are copies. Safe for use by several threads.
 */
final class ScaleGate implements AutoCloseable {

    private static final Map<String, ScaleGate> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBER = new AtomicLong();

    private final String name = "gate-" + NUMBER.incrementAndGet();
    private final AtomicLong extracted = new AtomicLong();
    private final AtomicLong withdrawn = new AtomicLong();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private long allowed;
    private volatile boolean read;

    private ScaleGate() {}

    static ScaleGate create() {
        ScaleGate gate = new ScaleGate();
        OPEN.put(gate.name, gate);
        return gate;
    }

    static ScaleGate find(String name) {
        return OPEN.get(name);
    }

    String name() {
        return name;
    }

    /** Lets every lane go on to its change {@code end}, exclusive. */
    void open(long end) {
        List<CompletableFuture<Void>> gone;
        synchronized (this) {
            allowed = end;
            gone = List.copyOf(waiting);
            waiting.clear();
        }
        gone.forEach(each -> each.complete(null));
    }

    /** From now on models read what comes. */
    void beginReading() {
        read = true;
    }

    /** Whether models read what comes now. */
    boolean reads() {
        return read;
    }

    /** Whether a lane may make its change {@code step}. */
    synchronized boolean allows(long step) {
        return step < allowed;
    }

    /** Complete when a lane may make its change {@code step}. */
    synchronized CompletableFuture<Void> untilAllowed(long step) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        if (step < allowed) {
            future.complete(null);
        } else {
            waiting.add(future);
        }
        return future;
    }

    /** Chunks extracted: one for each new or replaced document, also one that is replaced again before it is complete. */
    AtomicLong extracted() {
        return extracted;
    }

    /** Documents that have left the graph. */
    AtomicLong withdrawn() {
        return withdrawn;
    }

    @Override
    public void close() {
        OPEN.remove(name);
    }
}
