package io.knowstream.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MedianTest {

    @Test
    void isTheMiddleOneOrBetweenTheTwoInTheMiddle() {
        assertThat(Median.of(4)).isEqualTo(4);
        assertThat(Median.of(9, 1, 4)).isEqualTo(4);
        assertThat(Median.of(9, 1, 4, 6)).isEqualTo(5);
    }

    @Test
    void leavesTheOrderOfItsValues() {
        double[] values = {3, 1, 2};
        assertThat(Median.of(values)).isEqualTo(2);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void isNoNumberWhereNothingWasMeasured() {
        assertThat(Median.of(Double.NaN, Double.NaN)).isNaN();
    }
}
