package io.knowstream.index;

/** Which relationships of an entity are meant. */
public enum Direction {
    /** Those whose subject it is. */
    OUT,
    /** Those whose object it is. */
    IN,
    /** Both. */
    BOTH
}
