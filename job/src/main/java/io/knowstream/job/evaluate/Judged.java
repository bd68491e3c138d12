package io.knowstream.job.evaluate;

/**
 * Something that was found, and whether it is right.
 *
 * @param confidence in [0, 1]
 * @param right whether the annotation has it
 */
record Judged(double confidence, boolean right) {}
