package io.knowstream.index;

import java.io.Closeable;
import java.io.IOException;

/** The snapshot that a reader shows; queries in flight keep the one that they began with. Safe for use by many threads. */
final class ShownSnapshot implements Closeable {

    @FunctionalInterface
    interface Read<T> {
        T from(IndexSnapshot snapshot) throws IOException;
    }

    private final ManifestReader manifests;
    private final Object changing = new Object();
    private IndexSnapshot snapshot;

    ShownSnapshot(ManifestReader manifests, IndexSnapshot first) {
        this.manifests = manifests;
        this.snapshot = first;
    }

    /** Reads what is shown now. */
    <T> T read(Read<T> read) throws IOException {
        IndexSnapshot held;
        synchronized (this) {
            held = open();
            held.acquire();
        }
        try {
            return read.from(held);
        } finally {
            held.release();
        }
    }

    /** Goes on to the newest manifest; whether there was a newer one. */
    boolean refresh() throws IOException {
        return change(before -> manifests.isNewest(before.manifest()) ? before : manifests.newest(before));
    }

    /**
     * Shows another snapshot, which this takes over; whether it is another one. One change at a time; after an error the
     * one before is shown.
     */
    boolean change(Read<IndexSnapshot> change) throws IOException {
        synchronized (changing) {
            return read(before -> {
                IndexSnapshot after = change.from(before);
                if (after == before) {
                    return false;
                }
                synchronized (this) {
                    snapshot = after;
                }
                before.release();
                return true;
            });
        }
    }

    synchronized long checkpoint() {
        return open().manifest().checkpoint();
    }

    private synchronized IndexSnapshot open() {
        if (snapshot == null) {
            throw new IllegalStateException("the reader is closed");
        }
        return snapshot;
    }

    /** A call that begins later fails; closing again does nothing. */
    @Override
    public void close() throws IOException {
        // A change ends first: it would show what nobody releases.
        synchronized (changing) {
            IndexSnapshot last;
            synchronized (this) {
                last = snapshot;
                snapshot = null;
            }
            if (last != null) {
                last.release();
                manifests.close();
            }
        }
    }
}
