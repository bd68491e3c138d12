package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.Grammar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A list that is said item by item, to its end. Where a single token can come next there is no choice: it is forced.
 * Belongs to one sequence.
 *
 * @param <I> what the list is of
 */
abstract class ListGrammar<I> implements Grammar {

    final TokenBuffer forced = new TokenBuffer();
    final ChoiceMean mean = new ChoiceMean();

    private final List<I> items = new ArrayList<>();
    private final TokenBuffer next = new TokenBuffer();
    private int[] allowed = NONE;
    private boolean ended;
    private boolean cut;

    /** Adds the tokens that can come next, ascending and distinct, at least one. */
    abstract void addNext(TokenBuffer next);

    /** Goes on behind a token that was said, chosen or not. */
    abstract void take(int token);

    /** Notes a choice of the model, before it is taken. */
    void choose(int token) {}

    /** Goes on to where there is a choice, or to the end. */
    final void advance() {
        while (!ended) {
            next.clear();
            addNext(next);
            if (next.size() > 1) {
                allowed = next.toArray();
                return;
            }
            forced.add(next.get(0));
            take(next.get(0));
        }
        allowed = NONE;
    }

    /** Lists an item, whose confidence is the mean of the choices since the last. */
    final void list(I item) {
        items.add(item);
        mean.clear();
    }

    /** Ends the list. */
    final void end() {
        ended = true;
    }

    /** Notes that the most items are listed, and that there could be more. */
    final void cut() {
        cut = true;
    }

    final boolean isEnded() {
        return ended;
    }

    /** How many items are listed so far. */
    final int size() {
        return items.size();
    }

    /** Whether the list ended since it had the most items, and not since the model ended it or nothing was left. */
    final boolean isCut() {
        return cut;
    }

    /**
     * The items, in the order of the list.
     *
     * @throws IllegalStateException before the end
     */
    final List<I> items() {
        if (!ended) {
            throw new IllegalStateException("the list has no end yet: " + items.size() + " items so far");
        }
        return items;
    }

    /** The most tokens that this can say. */
    abstract int maxTokens();

    @Override
    public final int[] forced() {
        return forced.toArray();
    }

    @Override
    public final int[] allowed() {
        return allowed;
    }

    @Override
    public final void accept(int token, double probability) {
        if (Arrays.binarySearch(allowed, token) < 0) {
            throw new IllegalArgumentException(
                    "token " + token + " is not allowed here, only " + Arrays.toString(allowed));
        }
        mean.add(probability);
        choose(token);
        forced.clear();
        take(token);
        advance();
    }
}
