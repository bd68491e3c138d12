package io.knowstream.extraction;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.GlobalContext;
import io.knowstream.metrics.StageClock;

/** Extracts one chunk after the other, on one thread. */
interface ChunkExtractor {

    /**
     * Extracts a chunk.
     *
     * @param context null where there is none
     * @param clock measures the stages
     * @throws io.knowstream.inference.InputRejectedException if this text can never be read
     * @throws io.knowstream.inference.ModelException if reading fails for another reason
     */
    ChunkExtraction extract(String text, GlobalContext context, StageClock clock);

    /** Makes an extractor for each thread; closed when none is in use any more. Thread-safe. */
    interface Source extends AutoCloseable {

        /** An extractor for one thread. */
        ChunkExtractor newExtractor();

        @Override
        void close();
    }
}
