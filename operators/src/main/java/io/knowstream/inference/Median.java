package io.knowstream.inference;

import java.util.Arrays;

/** The median of measurements. */
public final class Median {

    private Median() {}

    /** The middle one of at least one value, the upper one of two. */
    public static double of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
