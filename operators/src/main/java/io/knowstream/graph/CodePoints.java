package io.knowstream.graph;

import java.util.Arrays;

/**
 * Translates between code point offsets, in which the graph counts, and the UTF-16 offsets of a Java string.
 *
 * <p>A text without surrogates, which is nearly every one, costs no memory.
 */
public final class CodePoints {

    private final String text;
    /** UTF-16 index of every code point and of the end; null where both are the same. */
    private final int[] utf16;

    private CodePoints(String text, int[] utf16) {
        this.text = text;
        this.utf16 = utf16;
    }

    /** Indexes a text. */
    public static CodePoints of(String text) {
        int length = text.codePointCount(0, text.length());
        if (length == text.length()) {
            return new CodePoints(text, null);
        }
        int[] utf16 = new int[length + 1];
        int at = 0;
        for (int i = 0; i < length; i++) {
            utf16[i] = at;
            at += Character.charCount(text.codePointAt(at));
        }
        utf16[length] = at;
        return new CodePoints(text, utf16);
    }

    /** The number of code points. */
    public int length() {
        return utf16 == null ? text.length() : utf16.length - 1;
    }

    /** The UTF-16 index of a code point offset in [0, {@link #length()}]. */
    public int toUtf16(int codePoint) {
        return utf16 == null ? codePoint : utf16[codePoint];
    }

    /** The code point offset of a UTF-16 index; an index inside a surrogate pair belongs to the pair's code point. */
    public int fromUtf16(int index) {
        if (utf16 == null) {
            return index;
        }
        int found = Arrays.binarySearch(utf16, index);
        return found >= 0 ? found : -found - 2;
    }

    /** The text of a span. */
    public String slice(int start, int end) {
        return text.substring(toUtf16(start), toUtf16(end));
    }

    /** The text of a span. */
    public String slice(Span span) {
        return slice(span.start(), span.end());
    }
}
