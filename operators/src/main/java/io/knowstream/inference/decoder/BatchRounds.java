package io.knowstream.inference.decoder;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The rounds of a {@link ContinuousBatch}: who waits, who runs, and what each step does for them. Belongs to one thread at
 * a time.
 */
final class BatchRounds {

    private final CausalLm model;
    private final BatchOptions options;
    private final DecoderCounters counters;
    private final LongSupplier nanoTime;
    private final StepWidths feeds;
    private final StepWidths batches;
    private final CacheRoom room;
    private final DecoderSteps steps;
    private final Deque<Sequence> waiting = new ArrayDeque<>();
    private final List<Sequence> active = new ArrayList<>();

    /** @throws ModelException if the options leave no room for a cache */
    BatchRounds(CausalLm model, BatchOptions options, DecoderCounters counters, LongSupplier nanoTime) {
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
     * Checks that the cache of a sequence can fit into the allowance; for any thread.
     *
     * @param tokens the most that it has, prompt and answer together
     */
    void requireFits(int tokens) {
        room.requireFits(tokens);
    }

    /** The bytes that caches take now. */
    long cacheBytes() {
        return room.used();
    }

    /** Puts sequences in line. */
    void add(Collection<Sequence> sequences) {
        waiting.addAll(sequences);
    }

    /** Goes one round. Returns whether there was anything to do. */
    boolean round() {
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

    /** Fails what is not done, each with a failure of its own, and frees the caches. */
    void close(Supplier<ModelException> why) {
        active.forEach(sequence -> {
            room.give(sequence.place());
            sequence.future().completeExceptionally(why.get());
        });
        active.clear();
        waiting.forEach(sequence -> sequence.future().completeExceptionally(why.get()));
        waiting.clear();
        room.close();
        steps.close();
    }
}
