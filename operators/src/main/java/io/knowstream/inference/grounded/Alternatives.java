package io.knowstream.inference.grounded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Token sequences to choose one of, token by token. No sequence is the beginning of another. Immutable.
 *
 * <p>The sequences are sorted, so that those that begin alike stand together: what a trie would hold, in one array.
 */
final class Alternatives {

    private final int[][] sequences;
    private final int[] values;
    private final int longest;

    private record Alternative(int[] tokens, int value) {}

    private Alternatives(List<Alternative> sorted) {
        this.sequences = sorted.stream().map(Alternative::tokens).toArray(int[][]::new);
        this.values = sorted.stream().mapToInt(Alternative::value).toArray();
        this.longest = Arrays.stream(sequences).mapToInt(s -> s.length).max().orElse(0);
    }

    /**
     * Makes alternatives of sequences; the value of each is its place in the list. Of sequences of which one is the
     * beginning of another, the last of the list stays.
     */
    static Alternatives of(List<int[]> sequences) {
        List<Alternative> kept = new ArrayList<>();
        for (int value = sequences.size() - 1; value >= 0; value--) {
            int[] tokens = sequences.get(value);
            if (tokens.length > 0 && kept.stream().noneMatch(other -> prefix(other.tokens, tokens))) {
                kept.add(new Alternative(tokens, value));
            }
        }
        kept.sort(Comparator.comparing(Alternative::tokens, Arrays::compare));
        return new Alternatives(kept);
    }

    private static boolean prefix(int[] one, int[] other) {
        int mismatch = Arrays.mismatch(one, other);
        return mismatch < 0 || mismatch == Math.min(one.length, other.length);
    }

    /** Whether a value can be chosen at all. */
    boolean has(int value) {
        return Arrays.stream(values).anyMatch(v -> v == value);
    }

    /** The number of alternatives. */
    int size() {
        return values.length;
    }

    /** The tokens of the longest. */
    int longest() {
        return longest;
    }

    /** The tokens of a value. */
    int[] tokens(int value) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == value) {
                return sequences[i];
            }
        }
        throw new IllegalArgumentException("no alternative " + value + " among " + Arrays.toString(values));
    }

    /** A choice in progress among the values that are enabled. Belongs to one thread. */
    static final class Cursor {

        private final Alternatives of;
        private boolean[] enabled;
        private int low;
        private int high;
        private int depth;

        Cursor(Alternatives of) {
            this.of = of;
        }

        /**
         * Begins a choice.
         *
         * @param enabledValues whether each value can be chosen: at least one
         */
        void begin(boolean[] enabledValues) {
            enabled = enabledValues;
            low = 0;
            high = of.values.length;
            depth = 0;
            trim();
        }

        /** Adds the tokens that can come next, ascending; none where the choice is made. */
        void addNext(TokenBuffer out) {
            int last = -1;
            for (int i = low; i < high; i++) {
                if (enabled[of.values[i]] && depth < of.sequences[i].length && of.sequences[i][depth] != last) {
                    last = of.sequences[i][depth];
                    out.add(last);
                }
            }
        }

        void accept(int token) {
            while (low < high && of.sequences[low][depth] < token) {
                low++;
            }
            int end = low;
            while (end < high && of.sequences[end][depth] == token) {
                end++;
            }
            high = end;
            depth++;
            trim();
        }

        private void trim() {
            while (low < high && !enabled[of.values[low]]) {
                low++;
            }
            while (high > low && !enabled[of.values[high - 1]]) {
                high--;
            }
        }

        boolean isDone() {
            return depth == of.sequences[low].length;
        }

        int value() {
            return of.values[low];
        }

        /** Adds what is left of a value, or of the first that is possible where that one is not. */
        int addRest(int wanted, TokenBuffer out) {
            int chosen = low;
            for (int i = low; i < high; i++) {
                if (of.values[i] == wanted && enabled[wanted]) {
                    chosen = i;
                }
            }
            out.add(of.sequences[chosen], depth, of.sequences[chosen].length);
            return of.values[chosen];
        }
    }
}
