package io.knowstream.inference.grounded;

import com.ibm.icu.lang.UCharacter;
import java.util.Arrays;

/**
 * A text as a model is to read it, and where its code points come from. Immutable.
 *
 * <p>White space and control characters become one space, or one line break where a blank line ends a paragraph: a name
 * that a line break splits reads like the same name elsewhere, and no name runs on over the end of a paragraph. The first
 * word has a space before it, as words inside a sentence have, since byte-level tokenizers spell a word with and without
 * one differently. A lone surrogate, which no encoding can carry, becomes U+FFFD.
 */
final class CleanText {

    static final int LINE = '\n';

    private final String text;
    private final int[] codePoints;
    /** The code point of the source that each code point comes from. */
    private final int[] origins;

    private CleanText(int[] codePoints, int[] origins, int size) {
        this.text = new String(codePoints, 0, size);
        this.codePoints = Arrays.copyOf(codePoints, size);
        this.origins = Arrays.copyOf(origins, size);
    }

    static CleanText of(String source) {
        int[] codePoints = new int[source.length() + 1];
        int[] origins = new int[source.length() + 1];
        int size = 0;
        int breaks = 0;
        boolean space = true;
        int origin = 0;
        int previous = 0;
        for (int at = 0; at < source.length(); origin++) {
            int c = source.codePointAt(at);
            at += Character.charCount(c);
            if (isSpace(c)) {
                space = true;
                breaks += c == 0x2029 ? 2 : isLineBreak(c) && !(c == '\n' && previous == '\r') ? 1 : 0;
            } else {
                if (space) {
                    codePoints[size] = breaks > 1 && size > 0 ? LINE : ' ';
                    origins[size++] = Math.max(0, origin - 1);
                    space = false;
                    breaks = 0;
                }
                codePoints[size] = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c;
                origins[size++] = origin;
            }
            previous = c;
        }
        return new CleanText(codePoints, origins, size);
    }

    private static boolean isSpace(int c) {
        return UCharacter.isUWhiteSpace(c) || Character.isISOControl(c);
    }

    private static boolean isLineBreak(int c) {
        return c == '\n' || c == '\r' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028;
    }

    /** The clean text: empty, or a space and words that single white space parts. */
    String text() {
        return text;
    }

    /** The number of code points. */
    int length() {
        return codePoints.length;
    }

    int at(int index) {
        return codePoints[index];
    }

    String slice(int start, int end) {
        return new String(codePoints, start, end - start);
    }

    /** Whether the code points [from, to) stand at {@code at} too. */
    boolean sameAt(int from, int to, int at) {
        if (at + to - from > codePoints.length) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (codePoints[i] != codePoints[at + i - from]) {
                return false;
            }
        }
        return true;
    }

    /** The place in the source of a code point. */
    int sourceStart(int index) {
        return origins[index];
    }

    /** The place in the source after the last code point before {@code end}, which is no white space. */
    int sourceEnd(int end) {
        return origins[end - 1] + 1;
    }

    /** The first code point that comes from {@code origin} of the source or from behind it. */
    int fromSource(int origin) {
        int low = 0;
        int high = origins.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            // A space before the first word comes from where the word does.
            if (origins[middle] < origin || codePoints[middle] == ' ' && origins[middle] <= origin) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
