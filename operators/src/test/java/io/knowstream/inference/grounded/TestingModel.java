package io.knowstream.inference.grounded;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.inference.decoder.Grammar;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Runs grammars as a decoder does, with scores that are a function of what was said, and counts its steps. */
final class TestingModel {

    /** What a model prefers. */
    interface Scores {

        /** The score of each token after the first {@code length} tokens of {@code said}. */
        IntToDoubleFunction after(int[] said, int length);
    }

    /** What a task said. */
    record Run(int[] tokens, int steps) {

        double tokensPerStep() {
            return (double) tokens.length / steps;
        }
    }

    private TestingModel() {}

    /** Random weights: a score that depends on all that was said before. */
    static Scores random(long seed) {
        return (said, length) -> {
            long hash = seed;
            for (int i = 0; i < length; i++) {
                hash = mix(hash ^ said[i]);
            }
            long before = hash;
            return token -> mix(before ^ token) >>> 11;
        };
    }

    private static long mix(long value) {
        long z = (value + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** Wants to say a text. */
    static Scores wanting(TestingTokenizer tokenizer, String text) {
        String wanted = TestingTokenizer.latin(text);
        return (said, length) -> {
            String before = tokenizer.bytes(said, length);
            return token -> {
                String after = before + tokenizer.bytes(token);
                return wanted.startsWith(after) ? after.length() : 0;
            };
        };
    }

    /**
     * Runs a task to its end.
     *
     * @param proposed how many tokens are proposed in a step; 0 for none
     */
    static <R> Run run(GroundedTask<R> task, Scores scores, int proposed) {
        Grammar grammar = task.grammar();
        int[] said = new int[task.maxTokens()];
        int length = say(said, 0, grammar.forced());
        int steps = 0;
        int[] proposal = Grammar.NONE;
        int confirmed = 0;
        boolean known = false;
        while (grammar.allowed().length > 0) {
            int[] allowed = grammar.allowed();
            requireChoice(allowed);
            if (!known) {
                steps++;
                proposal = proposed > 0 ? grammar.proposal(proposed) : Grammar.NONE;
                confirmed = 0;
                assertThat(proposal.length).isLessThanOrEqualTo(proposed);
                assertThat(proposal.length == 0 || Arrays.binarySearch(allowed, proposal[0]) >= 0)
                        .as("the first proposed token is allowed")
                        .isTrue();
            }
            int chosen = best(allowed, said, length, scores);
            grammar.accept(chosen, 1.0 / allowed.length);
            int from = length;
            length = say(said, length, chosen);
            length = say(said, length, grammar.forced());
            known = confirmed < proposal.length;
            for (int i = from; i < length && known; i++) {
                known = confirmed < proposal.length && proposal[confirmed] == said[i];
                confirmed++;
            }
        }
        assertThat(grammar.allowed()).isEmpty();
        return new Run(Arrays.copyOf(said, length), Math.max(1, steps));
    }

    private static int say(int[] said, int length, int... tokens) {
        System.arraycopy(tokens, 0, said, length, tokens.length);
        return length + tokens.length;
    }

    private static int best(int[] allowed, int[] said, int length, Scores scores) {
        int best = allowed[0];
        double most = Double.NEGATIVE_INFINITY;
        IntToDoubleFunction score = scores.after(said, length);
        for (int token : allowed) {
            double value = score.applyAsDouble(token);
            if (value > most) {
                most = value;
                best = token;
            }
        }
        return best;
    }

    private static void requireChoice(int[] allowed) {
        assertThat(allowed.length).isGreaterThan(1);
        for (int i = 1; i < allowed.length; i++) {
            if (allowed[i - 1] >= allowed[i]) {
                throw new AssertionError("not ascending: " + Arrays.toString(allowed));
            }
        }
    }
}
