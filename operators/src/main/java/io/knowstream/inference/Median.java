package io.knowstream.inference;

import java.util.Arrays;

/** The median of measurements. */
public final class Median {

    private static final double OUTSIDE = 0.025;

    private Median() {}

    /**
     * Where the true median is.
     *
     * @param from no more than it
     * @param to no less
     */
    public record Interval(double from, double to) {}

    /**
     * In 95 of 100 such measurements the true median is within, whatever the distribution: between two of the values, as a
     * half of all that could be measured lies on each side of it (the sign test's interval; Conover, Practical
     * Nonparametric Statistics, 3.2). Between the outermost where there are fewer than six, which does not reach 95.
     */
    public static Interval interval(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int below = 0;
        double ways = Math.pow(0.5, sorted.length);
        for (double outside = ways; outside <= OUTSIDE; outside += ways) {
            below++;
            ways *= (sorted.length - below + 1.0) / below;
        }
        int from = Math.max(0, below - 1);
        return new Interval(sorted[from], sorted[sorted.length - 1 - from]);
    }

    /** The middle one of at least one value, between the two where their number is even. */
    public static double of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
