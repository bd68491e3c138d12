package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.Grammar;
import java.util.function.Supplier;

/** A task of a prompt, a grammar, and what makes a result of it. */
record Sequence<R>(int[] sharedPrefix, int[] prompt, Grammar grammar, int maxTokens, Supplier<R> results)
        implements GroundedTask<R> {

    @Override
    public R result() {
        return results.get();
    }
}
