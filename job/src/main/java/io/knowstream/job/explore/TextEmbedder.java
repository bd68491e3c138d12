package io.knowstream.job.explore;

/** Makes vectors of questions. Safe for use by many threads. */
@FunctionalInterface
public interface TextEmbedder {

    /** A vector of 384 components and length one. */
    float[] embed(String text);
}
