package io.knowstream.inference.encoder;

import java.util.ArrayList;
import java.util.List;

/**
 * How a text longer than a model was trained on is cut at token boundaries: windows of equal steps that overlap, of
 * which each answers for the tokens nearer to its middle than to any other's.
 */
final class Windows {

    /** The part of a window that it shares with the next. */
    private static final int OVERLAP_PART = 4;

    private Windows() {}

    /** A window [from, to), which answers for [keepFrom, keepTo). */
    record Window(int from, int to, int keepFrom, int keepTo) {}

    /** Cuts {@code size} tokens into windows of at most {@code max}. */
    static List<Window> of(int size, int max) {
        if (size <= max) {
            return List.of(new Window(0, size, 0, size));
        }
        int overlap = max / OVERLAP_PART;
        List<Window> windows = new ArrayList<>();
        int keepFrom = 0;
        for (int from = 0; ; from += max - overlap) {
            boolean last = from + max >= size;
            int to = last ? size : from + max;
            int keepTo = last ? size : to - overlap / 2;
            windows.add(new Window(from, to, keepFrom, keepTo));
            if (last) {
                return windows;
            }
            keepFrom = keepTo;
        }
    }
}
