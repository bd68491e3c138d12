package io.knowstream.inference.grounded;

import java.util.Comparator;

/**
 * A place where a text names something.
 *
 * @param start the first code point
 * @param end the code point after the last
 * @param type the entity type's name; null for a key term
 * @param confidence in (0, 1]: the geometric mean of the probabilities of the choices that the model made for it
 */
public record NamedSpan(int start, int end, String type, double confidence) {

    /** By place in the text. */
    static final Comparator<NamedSpan> TEXT_ORDER =
            Comparator.comparingInt(NamedSpan::start).thenComparingInt(NamedSpan::end);

    public NamedSpan {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("a name must have 0 <= start < end (got " + start + ".." + end + ")");
        }
    }
}
