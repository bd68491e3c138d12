package io.knowstream.inference.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class SoftmaxTest {

    @Test
    void exponentialsAreRightToElevenDigits() {
        for (double x = 0; x > -700; x -= 0.0371) {
            assertThat(Softmax.exp(x)).as("e^%s", x).isCloseTo(StrictMath.exp(x), withinPercentage(1e-9));
        }
    }

    @Test
    void whatIsTooSmallIsNothing() {
        assertThat(Softmax.exp(-701)).isZero();
        assertThat(Softmax.exp(Double.NEGATIVE_INFINITY)).isZero();
    }

    @Test
    void scoresFarApartLeaveCertainty() {
        float[] scores = {7, -Float.MAX_VALUE, Float.MAX_VALUE, 3};
        assertThat(Softmax.logProbability(scores, 1, 2, 1)).isZero();
        assertThat(Softmax.logProbability(scores, 1, 2, 0)).isLessThan(-1e38);
    }

    @Test
    void probabilitiesSumToOne() {
        float[] scores = {9, 1.5f, -2, 0.25f, 3};
        double sum = 0;
        for (int label = 0; label < 4; label++) {
            sum += StrictMath.exp(Softmax.logProbability(scores, 1, 4, label));
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
    }
}
