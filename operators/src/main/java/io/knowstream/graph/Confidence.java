package io.knowstream.graph;

import java.math.BigDecimal;

/** Fixed-point confidences: parts per million, 0 to 1,000,000. Sums of them do not depend on their order. */
public final class Confidence {

    /** Certainty: 1.0 in parts per million. */
    public static final int ONE = 1_000_000;

    private Confidence() {}

    /** Converts a probability, clamped to [0, 1], to parts per million, rounding half up. NaN is 0. */
    public static int of(double probability) {
        if (!(probability > 0)) {
            return 0;
        }
        return probability >= 1 ? ONE : (int) StrictMath.floor(probability * ONE + 0.5);
    }

    /** Converts parts per million to a probability. */
    public static double toDouble(int partsPerMillion) {
        return partsPerMillion / (double) ONE;
    }

    /** As an exact decimal number, without zeros at the end. */
    public static BigDecimal toDecimal(int partsPerMillion) {
        BigDecimal value = BigDecimal.valueOf(partsPerMillion, 6).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    /** The same as text, with a decimal point in any case: {@code 0.93}, {@code 1.0}. */
    public static String toText(int partsPerMillion) {
        BigDecimal value = toDecimal(partsPerMillion);
        return (value.scale() == 0 ? value.setScale(1) : value).toPlainString();
    }

    /** The mean of {@code count} confidences with the sum {@code sum}, rounded half up; 0 where there is none. */
    public static int mean(long sum, long count) {
        return count == 0 ? 0 : (int) ((sum + count / 2) / count);
    }
}
