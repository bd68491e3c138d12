package io.knowstream.inference;

import java.util.Arrays;

/** The median of measurements. */
public final class Median {

    private Median() {}

    /** The middle one of at least one value, between the two where their number is even. */
    public static double of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
