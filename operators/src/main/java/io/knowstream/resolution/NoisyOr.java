package io.knowstream.resolution;

import io.knowstream.graph.Confidence;

/**
 * Combines independent confidences: 1 - Π(1 - c) (noisy-or; Pearl, Probabilistic Reasoning, 1988).
 *
 * <p>Kept as a sum of fixed-point negative logarithms, so that documents can be added and withdrawn in any order and the
 * same documents always give the same bits.
 */
final class NoisyOr {

    /** One nat in fixed point. */
    private static final double NAT = 1_000_000;

    /** No single document is certain: above this a confidence counts as this. */
    private static final int MOST = 999_999;

    private NoisyOr() {}

    /** What a confidence adds to the sum: -ln(1 - c) in millionths of a nat. */
    static long weight(int confidence) {
        return (long) StrictMath.floor(-StrictMath.log1p(-Confidence.toDouble(Math.min(confidence, MOST))) * NAT + 0.5);
    }

    /** The confidence that a sum of weights stands for. */
    static int confidence(long sum) {
        return Confidence.of(-StrictMath.expm1(-sum / NAT));
    }
}
