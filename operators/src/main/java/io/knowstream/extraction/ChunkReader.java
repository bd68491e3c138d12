package io.knowstream.extraction;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.GlobalContext;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;

/** Extracts chunks, several at a time, on threads of its own. Thread-safe. */
interface ChunkReader extends AutoCloseable {

    /**
     * Extracts a chunk; returns at once.
     *
     * <p>The reader keeps {@code extraction.timeout} itself, from the moment that work on the chunk begins. The future fails
     * with
     *
     * <ul>
     *   <li>{@link io.knowstream.inference.InputRejectedException} if this text can never be read;
     *   <li>{@link io.knowstream.inference.ModelUnavailableException} if time or memory did not suffice and the attempt is
     *       over: nothing works on the chunk any more;
     *   <li>{@link java.util.concurrent.TimeoutException} if time did not suffice and the attempt cannot be stopped;
     *   <li>{@link io.knowstream.inference.ModelException}, or what else it may be, for another reason.
     * </ul>
     *
     * @param context null where there is none
     * @param clock measures the stages
     * @return completes on a thread of the reader, which the work that hangs on it must not hold up
     */
    CompletableFuture<ChunkExtraction> read(String text, GlobalContext context, StageClock clock);

    /**
     * Ends what can be stopped, waits for what cannot, and gives the models back. What has not begun never completes.
     * Finishes its work even if the thread is interrupted, and then leaves it so.
     */
    @Override
    void close();

    /** Opens a reader on the machine that reads. */
    interface Opening extends Serializable {

        /**
         * Opens a reader.
         *
         * @param task for the names of threads
         */
        ChunkReader open(ExtractionConfig config, Recorder recorder, String task);
    }
}
