package io.knowstream.inference.grounded;

import java.util.Arrays;

/** Where the names of a window can begin, by their first token. */
final class SpanStarts {

    private final Spans spans;
    /** The distinct first tokens, ascending; those of {@code firsts[i]} begin at {@code words[bounds[i]..bounds[i + 1])}. */
    private final int[] firsts;

    private final int[] bounds;
    private final int[] words;

    /**
     * Groups the words of a window.
     *
     * @param except a token that no name may begin with, since it means something else there
     */
    SpanStarts(Spans spans, int except) {
        this.spans = spans;
        long[] keys = new long[spans.size()];
        int size = 0;
        for (int start = 0; start < spans.size(); start++) {
            if (spans.isFree(start) && spans.token(start, 0) != except) {
                keys[size++] = (long) spans.token(start, 0) << Integer.SIZE | start;
            }
        }
        Arrays.sort(keys, 0, size);
        int[] tokens = new int[size];
        int[] begins = new int[size + 1];
        this.words = new int[size];
        int groups = 0;
        for (int i = 0; i < size; i++) {
            int token = (int) (keys[i] >>> Integer.SIZE);
            words[i] = (int) keys[i];
            if (groups == 0 || tokens[groups - 1] != token) {
                begins[groups] = i;
                tokens[groups++] = token;
            }
        }
        begins[groups] = size;
        this.firsts = Arrays.copyOf(tokens, groups);
        this.bounds = Arrays.copyOf(begins, groups + 1);
    }

    /** Adds the first tokens of all names that can begin at {@code from} or behind it, ascending. */
    void addFirsts(int from, TokenBuffer out) {
        for (int group = 0; group < firsts.length; group++) {
            int last = bounds[group + 1] - 1;
            while (last >= bounds[group] && words[last] >= from && !spans.isFree(words[last])) {
                last--;
            }
            if (last >= bounds[group] && words[last] >= from) {
                out.add(firsts[group]);
            }
        }
    }

    /** Adds the words from {@code from} on at which a name with this first token can begin, in text order. */
    void addStarts(int token, int from, TokenBuffer out) {
        int group = Arrays.binarySearch(firsts, token);
        if (group < 0) {
            return;
        }
        for (int i = bounds[group]; i < bounds[group + 1]; i++) {
            if (words[i] >= from && spans.isFree(words[i])) {
                out.add(words[i]);
            }
        }
    }
}
