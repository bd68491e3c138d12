package io.knowstream.metrics;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Measures the stages of one document, or, where that is not sampled, nothing. Thread-safe. */
public interface StageClock {

    /** Measures nothing, and costs nothing. */
    StageClock OFF = new StageClock() {
        @Override
        public Span begin(Stage stage) {
            return Span.NOTHING;
        }

        @Override
        public <T> CompletableFuture<T> until(Stage stage, Supplier<CompletableFuture<T>> work) {
            return work.get();
        }
    };

    /** A piece of work on one thread, from when it is made until it is closed there. */
    interface Span extends AutoCloseable {

        /** No work. */
        Span NOTHING = () -> {};

        @Override
        void close();
    }

    /**
     * Begins a piece of work on the calling thread: its wall time, waiting for a processor included, and the bytes that
     * this thread allocates on the heap. What another piece begins and ends within it on the same thread counts as that
     * piece's alone.
     */
    Span begin(Stage stage);

    /**
     * Measures work that other threads do, from the call until it is done, well or not. The bytes are those of the call
     * itself.
     *
     * <p>So it is with language models. They read many sequences at once on threads of their own, so that the wall time of
     * one has its time in line and its neighbours' in it, times of documents overlap, and what is allocated for it there is
     * no document's. What the model itself took is in {@link Metric#MODEL_TIME}.
     */
    <T> CompletableFuture<T> until(Stage stage, Supplier<CompletableFuture<T>> work);

    /** Begins a piece of work of the document whose work the calling thread is in, if it is in one that is measured. */
    static Span within(Stage stage) {
        return ThreadSpan.within(stage);
    }
}
