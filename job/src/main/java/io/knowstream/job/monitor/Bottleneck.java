package io.knowstream.job.monitor;

/**
 * What holds a job up, and what may help.
 *
 * @param stage where
 * @param issue what is wrong
 * @param suggestion what to change
 * @param potentialSpeedup what that may bring
 * @param figures that say so
 */
public record Bottleneck(String stage, String issue, String suggestion, String potentialSpeedup, String figures) {}
