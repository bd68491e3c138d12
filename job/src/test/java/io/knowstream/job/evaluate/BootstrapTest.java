package io.knowstream.job.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    @Test
    void documentsThatAreAllAlikeLeaveNoDoubt() {
        List<double[]> documents = List.of(new double[] {3, 4}, new double[] {3, 4}, new double[] {6, 8});
        Estimate estimate = new Bootstrap(1, 100).of(documents).estimate(sums -> sums[0] / sums[1]);
        assertThat(estimate).isEqualTo(new Estimate(0.75, 0.75, 0.75));
    }

    @Test
    void theSameSeedGivesTheSameIntervalAndAnotherNearlyThat() {
        List<double[]> documents = coins(200, 5);
        Estimate one = new Bootstrap(1, 1_000).of(documents).estimate(BootstrapTest::share);
        assertThat(new Bootstrap(1, 1_000).of(documents).estimate(BootstrapTest::share))
                .isEqualTo(one);
        Estimate other = new Bootstrap(2, 1_000).of(documents).estimate(BootstrapTest::share);
        assertThat(other.low()).isCloseTo(one.low(), within(0.02));
        assertThat(new Bootstrap(1, 1)
                        .of(documents)
                        .estimate(BootstrapTest::share)
                        .low())
                .isNotEqualTo(new Bootstrap(2, 1)
                        .of(documents)
                        .estimate(BootstrapTest::share)
                        .low());
    }

    /** What theory says of tosses: 1.96 standard errors on either side. */
    @Test
    void isAsWideAsTheNormalApproximationSays() {
        Estimate estimate = new Bootstrap(1, 5_000).of(coins(1_000, 7)).estimate(BootstrapTest::share);
        double deviation = Math.sqrt(estimate.value() * (1 - estimate.value()) / 1_000);
        assertThat(estimate.low()).isCloseTo(estimate.value() - 1.96 * deviation, within(0.004));
        assertThat(estimate.high()).isCloseTo(estimate.value() + 1.96 * deviation, within(0.004));
    }

    @Test
    void samplesThatSayNothingDoNotCount() {
        List<double[]> documents = List.of(new double[] {1, 1}, new double[] {0, 0});
        Estimate estimate = new Bootstrap(1, 100).of(documents).estimate(BootstrapTest::share);
        assertThat(estimate).isEqualTo(new Estimate(1, 1, 1));
        assertThat(new Bootstrap(1, 100)
                        .of(List.of(new double[2]))
                        .estimate(BootstrapTest::share)
                        .low())
                .isNaN();
    }

    @Test
    void hasSamples() {
        assertThatThrownBy(() -> new Bootstrap(1, 0)).hasMessage("a bootstrap must have at least one sample (got 0)");
    }

    private static double share(double[] sums) {
        return sums[0] / sums[1];
    }

    private static List<double[]> coins(int count, long seed) {
        Random random = new Random(seed);
        List<double[]> coins = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            coins.add(new double[] {random.nextInt(10) < 7 ? 1 : 0, 1});
        }
        return coins;
    }
}
