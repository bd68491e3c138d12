package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.Grammar;

/**
 * One sequence to decode: a prompt, the grammar of what may follow it, and what that then says. Runs once, on one thread;
 * another attempt takes a new task.
 *
 * @param <R> the result
 */
public interface GroundedTask<R> {

    /** The tokens that all tasks of a role begin with: the same array for each. */
    int[] sharedPrefix();

    /** The tokens between the shared prefix and what the grammar says. */
    int[] prompt();

    /** What may follow the prompt. */
    Grammar grammar();

    /** The most tokens that the grammar can say, forced ones included. */
    int maxTokens();

    /**
     * What the sequence says.
     *
     * @throws IllegalStateException before the grammar has ended
     */
    R result();

    /**
     * Whether the list ended since it had as many items as a window may have, though there could be more: the model was
     * not asked whether it knows some.
     */
    boolean isCut();

    /** How many entities of the window are not asked about, beyond those that a window may have. */
    int entitiesLeftOut();
}
