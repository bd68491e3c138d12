package io.knowstream.inference.pool;

import java.util.concurrent.atomic.AtomicBoolean;

/** Bytes of a pool's budget that the holder may allocate, until closed; closing twice is harmless. Thread-safe. */
public final class WorkingMemory implements AutoCloseable {

    private final long bytes;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    WorkingMemory(long bytes, Runnable release) {
        this.bytes = bytes;
        this.release = release;
    }

    /** What was granted: at least the minimum, at most what was wanted. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
