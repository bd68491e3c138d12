package io.knowstream.resolution;

import java.util.List;

/**
 * What is held of a key that documents share, beside their contributions: in one piece, read and written once a change. Of
 * a key that few documents share this is everything.
 *
 * @param totals of the contributions
 * @param subject what the key stands for, as {@link MergeFunction#subject} says it
 * @param roots of the ordered indices, in the order in which the function has made them
 */
public record MergedKey(Totals totals, List<String> subject, List<OrderedPage> roots) {}
