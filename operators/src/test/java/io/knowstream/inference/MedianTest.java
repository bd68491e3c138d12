package io.knowstream.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** The places are those of the tables of the sign test. */
    @ParameterizedTest
    @CsvSource({"1, 1", "5, 1", "6, 1", "8, 1", "9, 2", "10, 2", "20, 6", "40, 14", "100, 40"})
    void liesBetweenTwoPlacesFromTheEnds(int values, int place) {
        double[] falling = IntStream.iterate(values, value -> value - 1)
                .limit(values)
                .asDoubleStream()
                .toArray();
        assertThat(Median.interval(falling)).isEqualTo(new Median.Interval(place, values + 1 - place));
    }

    @Test
    void isNoNumberWhereNothingWasMeasured() {
        assertThat(Median.of(Double.NaN, Double.NaN)).isNaN();
    }
}
