package io.knowstream.extraction;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.GlobalContext;
import io.knowstream.metrics.Recorder;
import java.io.Serializable;

/** Extracts one chunk after the other, on one thread. */
interface ChunkReader {

    /**
     * Extracts a chunk.
     *
     * @param context null where there is none
     * @throws io.knowstream.inference.InputRejectedException if this text can never be read
     * @throws io.knowstream.inference.ModelException if reading fails for another reason
     */
    ChunkExtraction extract(String text, GlobalContext context);

    /** Makes a reader for each thread; closed when no reader is in use any more. */
    interface Source extends AutoCloseable {

        /** A reader for one thread. */
        ChunkReader newReader();

        /** The bytes that the models of the whole process are charged with. */
        long residentBytes();

        @Override
        void close();
    }

    /** Opens a source on the machine that reads. */
    interface Opening extends Serializable {

        /** Opens a source. */
        Source open(ExtractionConfig config, Recorder recorder);
    }
}
