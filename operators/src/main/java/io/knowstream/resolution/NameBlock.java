package io.knowstream.resolution;

/**
 * What is held of a block of names, beside the other pages of its names.
 *
 * @param revision number of changes so far
 * @param root of the names in their order
 */
public record NameBlock(long revision, OrderedPage root) {

    static final NameBlock EMPTY = new NameBlock(0, OrderedPage.EMPTY);
}
