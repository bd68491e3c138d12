package io.knowstream.graph;

import java.util.Comparator;

/** A range of a text in Unicode code points: {@code start} inclusive, {@code end} exclusive. */
public record Span(int start, int end) implements Comparable<Span> {

    private static final Comparator<Span> TEXT_ORDER =
            Comparator.comparingInt(Span::start).thenComparingInt(Span::end);

    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("span must have 0 <= start <= end (got " + start + ".." + end + ")");
        }
    }

    /** The number of code points. */
    public int length() {
        return end - start;
    }

    /** This span, moved to the right by {@code offset} code points. */
    public Span shift(int offset) {
        return new Span(start + offset, end + offset);
    }

    /** Whether {@code other} lies within this span. */
    public boolean contains(Span other) {
        return start <= other.start && other.end <= end;
    }

    @Override
    public int compareTo(Span other) {
        return TEXT_ORDER.compare(this, other);
    }
}
