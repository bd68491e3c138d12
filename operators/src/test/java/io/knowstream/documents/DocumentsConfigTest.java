package io.knowstream.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsConfigTest {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Test
    void refusesToForgetDeletionsAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DocumentsConfig(Duration.ZERO, false, 10, PATIENCE))
                .withMessage("documents.tombstone-retention must be at least 1 ms (got PT0S)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 0.0009, 1000.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesARateThatNoTimerKeeps(double rate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DocumentsConfig(Duration.ofDays(1), true, rate, PATIENCE))
                .withMessage("reprocess.rate must be between 0.001 and 1000 documents a second (got " + rate + ")");
    }

    @Test
    void refusesPatienceOfLessThanNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DocumentsConfig(Duration.ofDays(1), true, 10, Duration.ofMillis(-1)))
                .withMessage("reprocess.patience must not be negative (got PT-0.001S)");
        assertThat(new DocumentsConfig(Duration.ofDays(1), true, 10, Duration.ZERO).reprocessPatience())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 10, 1000})
    void takesAnyOther(double rate) {
        assertThat(new DocumentsConfig(Duration.ofDays(1), true, rate, PATIENCE).reprocessRate())
                .isEqualTo(rate);
    }
}
