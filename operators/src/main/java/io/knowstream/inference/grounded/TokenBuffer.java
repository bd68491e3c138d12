package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.Grammar;
import java.util.Arrays;

/** A growing list of tokens. */
final class TokenBuffer {

    private static final int SMALL = 16;

    private int[] tokens = new int[SMALL];
    private int size;

    int size() {
        return size;
    }

    int get(int index) {
        return tokens[index];
    }

    void clear() {
        size = 0;
    }

    void truncate(int max) {
        size = Math.min(size, max);
    }

    void dropFirst(int count) {
        System.arraycopy(tokens, count, tokens, 0, size - count);
        size -= count;
    }

    TokenBuffer add(int token) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * size);
        }
        tokens[size++] = token;
        return this;
    }

    TokenBuffer add(int[] more) {
        return add(more, 0, more.length);
    }

    TokenBuffer add(int[] more, int from, int to) {
        int length = Math.max(0, to - from);
        if (size + length > tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, size + length));
        }
        System.arraycopy(more, from, tokens, size, length);
        size += length;
        return this;
    }

    /** Sorts the tokens, ascending, and drops those that are there again. */
    void sortDistinct() {
        Arrays.sort(tokens, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept == 0 || tokens[kept - 1] != tokens[i]) {
                tokens[kept++] = tokens[i];
            }
        }
        size = kept;
    }

    int[] toArray() {
        return size == 0 ? Grammar.NONE : Arrays.copyOf(tokens, size);
    }
}
