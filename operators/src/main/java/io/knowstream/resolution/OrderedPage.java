package io.knowstream.resolution;

import java.util.List;

/**
 * A node of an {@link OrderedPages}.
 *
 * @param keys in order; of an inner page each is at most the lowest key under the child to its right, and greater than
 *     every key under the child to its left
 * @param children numbers of the pages below, one more than keys; empty in a leaf
 * @param next of the root alone: the number that the next new page gets
 */
public record OrderedPage(List<String> keys, List<Integer> children, int next) {

    /** The root of an empty set. */
    static final OrderedPage EMPTY = new OrderedPage(List.of(), List.of());

    OrderedPage(List<String> keys, List<Integer> children) {
        this(keys, children, 0);
    }

    boolean leaf() {
        return children.isEmpty();
    }
}
