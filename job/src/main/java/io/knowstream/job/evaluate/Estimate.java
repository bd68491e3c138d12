package io.knowstream.job.evaluate;

/**
 * A measured value with its 95 % interval, which {@link Bootstrap} explains.
 *
 * @param value NaN where nothing was there to measure it by
 * @param low NaN likewise
 * @param high NaN likewise
 */
public record Estimate(double value, double low, double high) {}
