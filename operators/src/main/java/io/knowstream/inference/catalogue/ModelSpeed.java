package io.knowstream.inference.catalogue;

/** How fast a model is among those of its catalogue; the words are the performance tuning guide's. */
public enum ModelSpeed implements NamedValue {
    /** The 135M class, and encoders. */
    FAST,
    /** The 360M class. */
    MEDIUM,
    /** The 1.7B class. */
    SLOW
}
