package io.knowstream.job.cli;

/** How often documents name the entities of a {@link ScaleWorkload}. */
enum ScaleSkew {
    /** Each as often as any other. */
    UNIFORM,
    /**
     * The first in every document, the others by Zipf's law with the exponent 1.1: the k-th most named one k^-1.1 times as
     * often as the second.
     */
    ZIPF
}
