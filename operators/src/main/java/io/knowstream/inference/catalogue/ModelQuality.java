package io.knowstream.inference.catalogue;

/** How good a model's answers are; the words are the performance tuning guide's. */
public enum ModelQuality implements NamedValue {
    /** The 135M class. */
    GOOD,
    /** The 360M class. */
    BETTER,
    /** The 1.7B class. */
    BEST
}
