package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoisyOrTest {

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "500000, 0, 500000", "500000, 500000, 750000", "900000, 800000, 980000"})
    void independentStatementsAddUp(int a, int b, int together) {
        assertThat(NoisyOr.confidence(NoisyOr.weight(a) + NoisyOr.weight(b))).isCloseTo(together, within(1));
    }

    @org.junit.jupiter.api.Test
    void certaintyIsNeverReached() {
        assertThat(NoisyOr.weight(1_000_000)).isEqualTo(NoisyOr.weight(999_999)).isLessThan(14_000_000);
    }

    private static org.assertj.core.data.Offset<Integer> within(int millionths) {
        return org.assertj.core.data.Offset.offset(millionths);
    }
}
