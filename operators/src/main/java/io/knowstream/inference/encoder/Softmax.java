package io.knowstream.inference.encoder;

/**
 * Probabilities from scores, the same on every machine and after every compilation, as {@link StrictMath} is, in a
 * part of its time: a confidence has six digits, and these have ten.
 */
final class Softmax {

    private static final double LOG2_E = 1 / 0.6931471805599453;
    private static final double LN_2 = 0.6931471805599453;
    /** Below, e<sup>x</sup> is no normal number. */
    private static final double LEAST = -700;

    private static final int EXPONENT_BIAS = 1023;
    private static final int MANTISSA_BITS = 52;

    private Softmax() {}

    /** The logarithm of the probability of the label {@code chosen} of the {@code labels} whose scores begin at {@code at}. */
    static double logProbability(float[] scores, int at, int labels, int chosen) {
        float most = scores[at];
        for (int i = at + 1; i < at + labels; i++) {
            most = Math.max(most, scores[i]);
        }
        double total = 0;
        for (int i = at; i < at + labels; i++) {
            total += exp((double) scores[i] - most);
        }
        return (double) scores[at + chosen] - most - StrictMath.log(total);
    }

    /** The probability of the label {@code chosen}, as {@link #logProbability} has it. */
    static double probability(float[] scores, int at, int labels, int chosen) {
        return StrictMath.exp(logProbability(scores, at, labels, chosen));
    }

    /**
     * e<sup>x</sup> of x at most 0, with a relative error below 1e-11: 2<sup>n</sup> times the Taylor polynomial of the
     * rest, which is at most ln(2)/2 (argument reduction after Cody and Waite, Software Manual for the Elementary
     * Functions, 1980).
     */
    static double exp(double x) {
        if (x < LEAST) {
            return 0;
        }
        double n = Math.rint(x * LOG2_E);
        double r = x - n * LN_2;
        double square = r * r;
        double even = 1 + square * (1 / 2.0 + square * (1 / 24.0 + square * (1 / 720.0 + square / 40_320)));
        double odd = r * (1 + square * (1 / 6.0 + square * (1 / 120.0 + square * (1 / 5_040.0 + square / 362_880))));
        return (even + odd) * Double.longBitsToDouble((long) n + EXPONENT_BIAS << MANTISSA_BITS);
    }
}
