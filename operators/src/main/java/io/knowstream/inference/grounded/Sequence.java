package io.knowstream.inference.grounded;

import java.util.function.Supplier;

/**
 * A task of a prompt, a grammar, and what makes a result of it.
 *
 * @param entitiesLeftOut how many entities of the window the prompt does not ask about
 */
record Sequence<R>(int[] sharedPrefix, int[] prompt, ListGrammar<?> grammar, Supplier<R> results, int entitiesLeftOut)
        implements GroundedTask<R> {

    @Override
    public int maxTokens() {
        return grammar.maxTokens();
    }

    @Override
    public boolean isCut() {
        return grammar.isCut();
    }

    @Override
    public R result() {
        return results.get();
    }
}
