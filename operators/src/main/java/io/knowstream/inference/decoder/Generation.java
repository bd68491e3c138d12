package io.knowstream.inference.decoder;

import io.knowstream.inference.InputRejectedException;

/**
 * A sequence to generate.
 *
 * @param sharedPrefix the beginning that many prompts have, read once for all of them; may be empty
 * @param prompt what comes after it; together at least one token
 * @param grammar what may be said; used by the batch's thread alone until the generation is done
 * @param maxTokens the most tokens that the grammar can say, forced ones included: memory is kept for them
 * @param deadline when the attempt fails, in the batch's nanoseconds
 */
public record Generation(int[] sharedPrefix, int[] prompt, Grammar grammar, int maxTokens, long deadline) {

    public Generation {
        if (sharedPrefix.length + prompt.length == 0 || maxTokens < 1) {
            throw new IllegalArgumentException("a generation needs a prompt and room for a token (got "
                    + sharedPrefix.length + " + " + prompt.length + " tokens, and " + maxTokens + ")");
        }
    }

    /** The most tokens that stand in the cache at the end. */
    int tokens() {
        return Math.addExact(sharedPrefix.length + prompt.length, maxTokens);
    }

    /** Refuses what no run of the model can hold. */
    void requireFits(CausalLm model) {
        if (tokens() > model.contextLength()) {
            throw new InputRejectedException("model " + model.name() + " reads and writes at most "
                    + model.contextLength() + " tokens a sequence (got a prompt of "
                    + (sharedPrefix.length + prompt.length) + " and up to " + maxTokens + " to write)");
        }
    }
}
