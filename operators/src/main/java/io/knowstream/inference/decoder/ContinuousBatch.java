package io.knowstream.inference.decoder;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
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
    private final BatchOptions options;
    private final DecoderCounters counters;
    private final LongSupplier nanoTime;
    private final StepWidths feeds;
    private final StepWidths batches;

    /** Guards what follows, and is notified of every change. */
    private final Object gate = new Object();

    private final Deque<Sequence> submitted = new ArrayDeque<>();
    private boolean closed;

    /** Held through each round; guards what follows. */
    private final Object driving = new Object();

    private final CacheRoom room;
    private final DecoderSteps steps;
    private final Deque<Sequence> waiting = new ArrayDeque<>();
    private final List<Sequence> active = new ArrayList<>();
    private boolean freed;

    /**
     * @param model must stay loaded until this is closed
     * @param nanoTime the clock of deadlines, such as {@link System#nanoTime()}
     * @throws ModelException if the options leave no room for a cache
     */
    public ContinuousBatch(CausalLm model, BatchOptions options, DecoderCounters counters, LongSupplier nanoTime) {
        this.model = model;
        this.options = options;
        this.counters = counters;
        this.nanoTime = nanoTime;
        this.feeds = model.feeds();
        this.batches = options.mode() == BatchOptions.Mode.PLAIN ? model.batches() : StepWidths.UNFILLED;
        this.room = new CacheRoom(model, options);
        this.steps = model.newSteps();
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
            room.requireFits(generation.tokens());
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
            return freed ? 0 : room.used();
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
            synchronized (gate) {
                waiting.addAll(submitted);
                submitted.clear();
            }
            expire();
            admit();
            boolean worked = !active.isEmpty();
            readOne();
            if (room.shared() != null) {
                stepTogether();
            } else {
                stepEach();
            }
            return worked || !waiting.isEmpty();
        }
    }

    /** Lets go of who was cancelled or whose time is over. */
    private void expire() {
        long now = nanoTime.getAsLong();
        waiting.removeIf(sequence -> isOver(sequence, now));
        for (Sequence sequence : List.copyOf(active)) {
            if (isOver(sequence, now)) {
                release(sequence);
            }
        }
    }

    private boolean isOver(Sequence sequence, long now) {
        if (sequence.generation().deadline() - now <= 0) {
            sequence.future()
                    .completeExceptionally(new ModelUnavailableException("model " + model.name()
                            + " did not come to the end of a sequence in its time (" + active.size() + " running, "
                            + waiting.size() + " waiting)"));
        }
        return sequence.future().isDone();
    }

    private void admit() {
        for (Iterator<Sequence> next = waiting.iterator(); next.hasNext(); ) {
            Sequence sequence = next.next();
            CacheRoom.Place place;
            try {
                place = room.take(sequence.generation().tokens());
            } catch (ModelException e) {
                next.remove();
                sequence.future().completeExceptionally(e);
                continue;
            }
            if (place == null) {
                return;
            }
            next.remove();
            sequence.place(place);
            active.add(sequence);
            attempt(sequence, sequence::begin);
        }
    }

    /** Reads a part of the prompt that has waited longest. */
    private void readOne() {
        for (Sequence sequence : active) {
            if (sequence.reading()) {
                attempt(sequence, () -> sequence.readOn(steps, room));
                return;
            }
        }
    }

    private void stepEach() {
        for (Sequence sequence : List.copyOf(active)) {
            if (!sequence.reading()) {
                attempt(
                        sequence,
                        () -> sequence.feedProposals(steps, feeds, model.inPlace() ? options.proposals() : 0));
            }
        }
    }

    private void stepTogether() {
        if (waiting.isEmpty()) {
            compact();
        }
        int[] tokens = new int[batches.filled(room.height())];
        Arrays.fill(tokens, -1);
        List<Sequence> stepping = new ArrayList<>();
        for (Sequence sequence : active) {
            if (!sequence.reading()) {
                tokens[sequence.place().row()] = sequence.next();
                stepping.add(sequence);
            }
        }
        if (stepping.isEmpty()) {
            return;
        }
        try {
            steps.feedEach(room.shared(), tokens.length, tokens);
            counters.steps.increment();
        } catch (ModelException e) {
            stepping.forEach(sequence -> fail(sequence, e));
            return;
        }
        for (Sequence sequence : stepping) {
            attempt(sequence, () -> sequence.stepped(steps, sequence.place().row()));
        }
    }

    /** Fills holes from above, where that makes the step smaller. */
    private void compact() {
        while (batches.filled(active.size()) < batches.filled(room.height())) {
            Sequence last = active.get(0);
            for (Sequence sequence : active) {
                if (sequence.place().row() > last.place().row()) {
                    last = sequence;
                }
            }
            last.place(room.moveDown(last.place()));
        }
    }

    /** Does a part of a sequence; its failure is its own. */
    private void attempt(Sequence sequence, Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            fail(sequence, e);
            return;
        }
        if (sequence.ended()) {
            release(sequence);
            counters.sequences.increment();
            sequence.future().complete(sequence.said());
        }
    }

    private void fail(Sequence sequence, RuntimeException e) {
        release(sequence);
        sequence.future().completeExceptionally(e);
    }

    private void release(Sequence sequence) {
        active.remove(sequence);
        room.give(sequence.place());
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
            synchronized (gate) {
                waiting.addAll(submitted);
                submitted.clear();
            }
            active.forEach(sequence -> {
                room.give(sequence.place());
                sequence.future().completeExceptionally(closedException());
            });
            active.clear();
            waiting.forEach(sequence -> sequence.future().completeExceptionally(closedException()));
            waiting.clear();
            room.close();
            steps.close();
        }
    }
}
