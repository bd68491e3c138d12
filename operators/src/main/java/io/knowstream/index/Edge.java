package io.knowstream.index;

import java.util.Comparator;

/**
 * A relationship as a step of a path.
 *
 * @param id the relationship's id
 * @param source entity id of the subject
 * @param target entity id of the object
 * @param confidence parts per million
 */
record Edge(String id, String source, String target, int confidence) {

    /** The most confident first, then the lower id. */
    static final Comparator<Edge> BEST =
            Comparator.comparingInt(Edge::confidence).reversed().thenComparing(Edge::id);
}
