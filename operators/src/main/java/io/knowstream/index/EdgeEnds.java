package io.knowstream.index;

import java.util.Collection;
import java.util.List;

/**
 * Which edges are meant: those that begin at one of some entities and end at one of others.
 *
 * @param sources ids of entities; null where it does not matter where they begin
 * @param targets ids of entities; null where it does not matter where they end
 */
public record EdgeEnds(Collection<String> sources, Collection<String> targets) {

    public EdgeEnds {
        if (sources == null && targets == null) {
            throw new IllegalArgumentException("edges must be told by their sources or their targets (got neither)");
        }
    }

    /** Those that begin at one of these. */
    static List<EdgeEnds> from(Collection<String> ids) {
        return List.of(new EdgeEnds(ids, null));
    }

    /** Those that end at one of these. */
    static List<EdgeEnds> to(Collection<String> ids) {
        return List.of(new EdgeEnds(null, ids));
    }

    /** Those that begin or end at one of these, as the direction says. */
    public static List<EdgeEnds> of(Collection<String> ids, Direction direction) {
        return switch (direction) {
            case OUT -> from(ids);
            case IN -> to(ids);
            case BOTH -> List.of(new EdgeEnds(ids, null), new EdgeEnds(null, ids));
        };
    }

    /** Those between one of the left and one of the right, whichever way. */
    static List<EdgeEnds> between(Collection<String> left, Collection<String> right) {
        return List.of(new EdgeEnds(left, right), new EdgeEnds(right, left));
    }
}
