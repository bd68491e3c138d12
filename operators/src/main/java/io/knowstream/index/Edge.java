package io.knowstream.index;

import java.util.Comparator;

/**
 * A relationship, or a link, as a step of a path.
 *
 * @param id its id
 * @param source entity id of the subject, or of the lesser name
 * @param target entity id of the object, or of the better name
 * @param confidence parts per million
 */
public record Edge(String id, String source, String target, int confidence) {

    /** The most confident first, then the lower id. */
    static final Comparator<Edge> BEST =
            Comparator.comparingInt(Edge::confidence).reversed().thenComparing(Edge::id);
}
