package io.knowstream.inference.decoder;

import io.knowstream.inference.ModelException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** A generation on its way: what the model has read of it, and what is known but not read. Belongs to one thread. */
final class Sequence {

    private final Generation generation;
    private final CompletableFuture<int[]> future;
    private final DecoderCounters counters;
    private int[] start = Grammar.NONE;
    private int read;
    private int[] said = new int[64];
    private int length;
    private int[] pending = Grammar.NONE;
    private boolean ended;
    private CacheRoom.Place place;

    Sequence(Generation generation, CompletableFuture<int[]> future, DecoderCounters counters) {
        this.generation = generation;
        this.future = future;
        this.counters = counters;
    }

    Generation generation() {
        return generation;
    }

    CompletableFuture<int[]> future() {
        return future;
    }

    CacheRoom.Place place() {
        return place;
    }

    void place(CacheRoom.Place place) {
        this.place = place;
    }

    /** Begins: what the grammar forces before its first choice is read with the prompt. */
    void begin() {
        int[] forced = generation.grammar().forced();
        say(forced);
        counters.forced.add(forced.length);
        int[] prefix = generation.sharedPrefix();
        int[] prompt = generation.prompt();
        start = Arrays.copyOf(prefix, prefix.length + prompt.length + forced.length);
        System.arraycopy(prompt, 0, start, prefix.length, prompt.length);
        System.arraycopy(forced, 0, start, prefix.length + prompt.length, forced.length);
        ended = generation.grammar().allowed().length == 0;
    }

    /** Whether the prompt is still to be read. */
    boolean reading() {
        return !ended && read < start.length;
    }

    boolean ended() {
        return ended;
    }

    /** All tokens said, forced and chosen. */
    int[] said() {
        return Arrays.copyOf(said, length);
    }

    /**
     * Reads a part of the prompt. Where parts end is a function of the sequence: after so many tokens, and after the prefix
     * whether it was kept or not.
     */
    void readOn(DecoderSteps steps, CacheRoom room) {
        int prefix = generation.sharedPrefix().length;
        if (read == 0 && prefix > 0 && prefix < start.length && room.start(place, generation.sharedPrefix())) {
            read = prefix;
            counters.reused.add(prefix);
        }
        int end = Math.min(read + CausalLm.PROMPT_STEP, read < prefix ? prefix : start.length);
        steps.feed(place.cache(), place.row(), start, read, end - read, StepWidths.UNFILLED, 1);
        counters.promptSteps.increment();
        counters.prompt.add(end - read);
        read = end;
        if (read == prefix && read < start.length) {
            room.keep(place, generation.sharedPrefix());
        }
        if (read == start.length) {
            pending = choose(steps, 0);
        }
    }

    /** Feeds what is known and what the grammar guesses, and goes on as far as the guesses were right. */
    void feedProposals(DecoderSteps steps, StepWidths widths, int most) {
        int known = Math.min(pending.length, widths.most());
        int room = known < pending.length ? 0 : Math.min(most, widths.most() - known);
        int[] proposal = room == 0 ? Grammar.NONE : generation.grammar().proposal(room);
        int guessed = Math.min(proposal.length, room);
        int before = place.cache().length(place.row());
        int[] fed = Arrays.copyOf(pending, known + guessed);
        System.arraycopy(proposal, 0, fed, known, guessed);
        steps.feed(place.cache(), place.row(), fed, 0, fed.length, widths, guessed + 1);
        counters.steps.increment();
        counters.proposed.add(guessed);
        if (known < pending.length) {
            pending = Arrays.copyOfRange(pending, known, pending.length);
            return;
        }
        int right = 0;
        while (true) {
            int[] next = choose(steps, right);
            int same = 0;
            while (same < next.length && right < guessed && proposal[right] == next[same]) {
                same++;
                right++;
            }
            pending = Arrays.copyOfRange(next, same, next.length);
            if (ended || pending.length > 0) {
                break;
            }
        }
        counters.accepted.add(right);
        if (right < guessed) {
            place.cache().truncate(place.row(), before + known + right);
        }
    }

    /** The token of the next step where each step has one. */
    int next() {
        return pending[0];
    }

    /** Goes on after a step with {@link #next()}. */
    void stepped(DecoderSteps steps, int answer) {
        pending = pending.length > 1 ? Arrays.copyOfRange(pending, 1, pending.length) : choose(steps, answer);
    }

    /** Lets the model choose after an answer; the token chosen and what is forced after it. */
    private int[] choose(DecoderSteps steps, int answer) {
        Grammar grammar = generation.grammar();
        Choice choice = Choice.of(steps, answer, grammar.allowed());
        grammar.accept(choice.token(), choice.probability());
        int[] forced = grammar.forced();
        int[] next = new int[1 + forced.length];
        next[0] = choice.token();
        System.arraycopy(forced, 0, next, 1, forced.length);
        say(next);
        counters.chosen.increment();
        counters.forced.add(forced.length);
        ended = grammar.allowed().length == 0;
        return next;
    }

    private void say(int[] tokens) {
        if (length + tokens.length > generation.maxTokens()) {
            throw new ModelException("a grammar says more than the " + generation.maxTokens()
                    + " tokens that it was said to say: a defect of " + generation.grammar());
        }
        if (length + tokens.length > said.length) {
            said = Arrays.copyOf(said, Math.max(2 * said.length, length + tokens.length));
        }
        System.arraycopy(tokens, 0, said, length, tokens.length);
        length += tokens.length;
    }
}
