package io.knowstream.job.monitor;

/**
 * What a model did, of all documents together.
 *
 * @param model its name
 * @param calls texts that it was given, or sequences that it was to say
 * @param micros at work, wall time of all threads together
 * @param tokens that it read and said; 0 where it is no language model
 * @param loads how often it was loaded
 * @param loadMicros all loads together
 */
public record ModelFigures(String model, long calls, long micros, long tokens, long loads, long loadMicros) {}
