package io.knowstream.inference.encoder;

import java.util.Arrays;

/**
 * A text cut into tokens, as the training code cuts it: a run of letters, marks and numbers, at most 40 code points
 * long, is a token; every other code point that is neither white space nor a control or format character is a token of
 * its own. Offsets count code points. Immutable.
 */
public final class Tokens {

    private static final int LONGEST = 40;

    private final int[] codePoints;
    private final int[] starts;
    private final int[] ends;

    private Tokens(int[] codePoints, int[] starts, int[] ends) {
        this.codePoints = codePoints;
        this.starts = starts;
        this.ends = ends;
    }

    /** Cuts a text. */
    public static Tokens of(String text) {
        int[] codePoints = codePoints(text);
        int[] starts = new int[codePoints.length];
        int[] ends = new int[codePoints.length];
        int count = 0;
        int open = -1;
        for (int i = 0; i < codePoints.length; i++) {
            byte kind = CodePointClass.of(codePoints[i]);
            boolean word = CodePointClass.isWord(kind);
            if (open >= 0 && (!word || i - open == LONGEST)) {
                starts[count] = open;
                ends[count++] = i;
                open = -1;
            }
            if (word) {
                open = open < 0 ? i : open;
            } else if (kind == CodePointClass.SINGLE) {
                starts[count] = i;
                ends[count++] = i + 1;
            }
        }
        if (open >= 0) {
            starts[count] = open;
            ends[count++] = codePoints.length;
        }
        return new Tokens(codePoints, Arrays.copyOf(starts, count), Arrays.copyOf(ends, count));
    }

    /** The number of tokens. */
    public int size() {
        return starts.length;
    }

    /** The first code point of a token. */
    public int start(int token) {
        return starts[token];
    }

    /** The code point after a token. */
    public int end(int token) {
        return ends[token];
    }

    /** The lower-case form of the tokens in [from, to), joined by one space. */
    public String lower(int from, int to) {
        StringBuilder out = new StringBuilder();
        for (int token = from; token < to; token++) {
            if (token > from) {
                out.append(' ');
            }
            for (int i = starts[token]; i < ends[token]; i++) {
                out.appendCodePoint(CodePointClass.lower(codePoints[i]));
            }
        }
        return out.toString();
    }

    /** Whether a token is made of letters, marks and numbers. */
    boolean isWord(int token) {
        return CodePointClass.isWord(CodePointClass.of(codePoints[starts[token]]));
    }

    /** A code point of the text. */
    int codePoint(int index) {
        return codePoints[index];
    }

    private static int[] codePoints(String text) {
        int[] codePoints = new int[text.length()];
        int count = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            codePoints[count++] = c;
            i += Character.charCount(c);
        }
        return count == codePoints.length ? codePoints : Arrays.copyOf(codePoints, count);
    }
}
