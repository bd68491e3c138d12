package io.knowstream.inference.decoder;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Generates many sequences with one model at a time: a sequence joins as soon as there is room for its cache, and one that
 * ends makes room at once. Who waits longest is served first.
 *
 * <p>One thread drives, by {@link #run()}; any thread may submit, cancel and close. Each round reads a part of one prompt
 * and takes every other sequence a step further, so that no long prompt stops the others. Futures are completed by the
 * driving thread: what follows them must be short.
 *
 * <p>What a sequence says, and its probabilities, are a function of the model, the machine and the generation, to the bit:
 * not of the sequences beside it, of kept prefixes, or of how many tokens were guessed. Steps are filled up to widths that
 * give equal bits (a trial at load finds them), and the parts of a prompt end at places that the prompt alone determines.
 */
public final class ContinuousBatch implements Runnable, AutoCloseable {

    private final CausalLm model;
    private final DecoderCounters counters;

    /** Guards what follows, and is notified of every change. */
    private final Object gate = new Object();

    private final Deque<Sequence> submitted = new ArrayDeque<>();
    private boolean closed;

    /** Held through each round; guards what follows. */
    private final Object driving = new Object();

    private final BatchRounds rounds;
    private boolean freed;

    /**
     * @param model must stay loaded until this is closed
     * @param nanoTime the clock of deadlines, such as {@link System#nanoTime()}
     * @throws ModelException if the options leave no room for a cache
     */
    public ContinuousBatch(CausalLm model, BatchOptions options, DecoderCounters counters, LongSupplier nanoTime) {
        this.model = model;
        this.counters = counters;
        this.rounds = new BatchRounds(model, options, counters, nanoTime);
    }

    /**
     * The memory that one sequence of a model takes where each has a cache of its own.
     *
     * @param tokens the most that it has, prompt and answer together
     * @param prefix how many of its prompt are a prefix that is kept
     */
    public static long cacheBytes(CausalLm model, int tokens, int prefix) {
        return CacheRoom.bytes(model, tokens, prefix);
    }

    /**
     * Puts a generation in line. The future has all tokens said, forced and chosen; cancelling it ends the generation
     * before the next step. It fails with
     *
     * <ul>
     *   <li>{@link ModelUnavailableException} if the deadline passes or the batch is closed before the end: an answer is never
     *       cut short;
     *   <li>{@link io.knowstream.inference.InputRejectedException} if the sequence is longer than the model's context, or the
     *       model answers with no finite number;
     *   <li>{@link ModelException} if its cache can never fit into the allowance, the grammar goes past its bound, or a run
     *       fails;
     *   <li>what the grammar throws.
     * </ul>
     */
    public CompletableFuture<int[]> submit(Generation generation) {
        Sequence sequence = new Sequence(generation, new CompletableFuture<>(), counters);
        try {
            generation.requireFits(model);
            rounds.requireFits(generation.tokens());
        } catch (ModelException e) {
            sequence.future().completeExceptionally(e);
            return sequence.future();
        }
        synchronized (gate) {
            if (closed) {
                sequence.future().completeExceptionally(closedException());
            } else {
                submitted.add(sequence);
                gate.notifyAll();
            }
        }
        return sequence.future();
    }

    private ModelException closedException() {
        return new ModelUnavailableException("the batch of model " + model.name() + " was closed");
    }

    /** The bytes that caches take now; at most the allowance. */
    public long cacheBytes() {
        synchronized (driving) {
            return freed ? 0 : rounds.cacheBytes();
        }
    }

    /** Drives until closed or interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                synchronized (gate) {
                    if (closed) {
                        return;
                    }
                }
                if (!step()) {
                    synchronized (gate) {
                        while (submitted.isEmpty() && !closed) {
                            gate.wait();
                        }
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Goes one round. Returns whether there was anything to do. */
    boolean step() {
        synchronized (driving) {
            if (freed) {
                return false;
            }
            takeSubmitted();
            return rounds.round();
        }
    }

    private void takeSubmitted() {
        synchronized (gate) {
            rounds.add(submitted);
            submitted.clear();
        }
    }

    /** Fails what is not done and frees the caches, once the round that runs is over. Closing twice is harmless. */
    @Override
    public void close() {
        synchronized (gate) {
            closed = true;
            gate.notifyAll();
        }
        synchronized (driving) {
            if (freed) {
                return;
            }
            freed = true;
            takeSubmitted();
            rounds.close(this::closedException);
        }
    }
}
