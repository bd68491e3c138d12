package io.knowstream.job.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    private static final Bootstrap BOOTSTRAP = new Bootstrap(1, 100);

    /** Two bins: four at 0.9 of which two are right, one at 0.35 that is wrong; (4 × 0.4 + 1 × 0.35) / 5. */
    @Test
    void weighsTheDifferencesOfBinsByWhatIsInThem() {
        Calibration calibration = Calibration.of(
                "things",
                List.of(
                        List.of(new Judged(0.9, true), new Judged(0.95, false), new Judged(0.85 + 0.05, true)),
                        List.of(new Judged(0.85 + 0.05, false), new Judged(0.35, false))),
                BOOTSTRAP);
        double high = (0.9 + 0.95 + 0.9 + 0.9) / 4;
        assertThat(calibration.error().value()).isCloseTo((4 * (high - 0.5) + 0.35) / 5, within(1e-9));
        assertThat(calibration.bins()).hasSize(2);
        assertThat(calibration.bins().get(1).count()).isEqualTo(4);
        assertThat(calibration.bins().get(1).right()).isEqualTo(0.5);
        assertThat(calibration.bins().get(0).low()).isEqualTo(0.3);
    }

    @Test
    void isZeroWhereConfidencesAreTrue() {
        Calibration calibration =
                Calibration.of("things", List.of(List.of(new Judged(0.5, true), new Judged(0.5, false))), BOOTSTRAP);
        assertThat(calibration.error().value()).isZero();
    }

    @Test
    void certaintyIsInTheLastBin() {
        Calibration calibration = Calibration.of("things", List.of(List.of(new Judged(1, true))), BOOTSTRAP);
        assertThat(calibration.bins()).containsExactly(new Calibration.Bin(0.9, 1, 1, 1, 1));
    }

    @Test
    void saysNothingOfNothing() {
        assertThat(Calibration.of("things", List.of(List.of()), BOOTSTRAP)
                        .error()
                        .value())
                .isNaN();
    }
}
