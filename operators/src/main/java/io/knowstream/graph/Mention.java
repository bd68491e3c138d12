package io.knowstream.graph;

import java.util.Comparator;

/**
 * A place in a text that names an entity.
 *
 * @param start first code point
 * @param end code point after the last
 * @param text what stands there
 * @param type the entity's type, e.g. {@code Person}
 * @param confidence parts per million
 */
public record Mention(int start, int end, String text, String type, int confidence) {

    /** Text order; of mentions at one place the more confident first, then by type. */
    public static final Comparator<Mention> TEXT_ORDER = Comparator.comparingInt(Mention::start)
            .thenComparingInt(Mention::end)
            .thenComparing(Comparator.comparingInt(Mention::confidence).reversed())
            .thenComparing(Mention::type);

    /** Where the mention stands. */
    public Span span() {
        return new Span(start, end);
    }

    /** This mention, moved to the right by {@code offset} code points. */
    public Mention shift(int offset) {
        return new Mention(start + offset, end + offset, text, type, confidence);
    }
}
