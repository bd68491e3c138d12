package io.knowstream.extraction;

import java.util.function.Supplier;

/** Models that are taken when the first reader is asked for, so that they cost nothing until then. Thread-safe. */
final class LateSource implements AutoCloseable {

    private final Supplier<ChunkReader.Source> opening;
    private ChunkReader.Source source;

    LateSource(Supplier<ChunkReader.Source> opening) {
        this.opening = opening;
    }

    /** A reader for one thread. */
    synchronized ChunkReader newReader() {
        if (source == null) {
            source = opening.get();
        }
        return source.newReader();
    }

    /** Gives back what was taken; no reader may be in use. */
    @Override
    public synchronized void close() {
        if (source != null) {
            source.close();
            source = null;
        }
    }
}
