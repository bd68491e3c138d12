package io.knowstream.job.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AssignmentTest {

    @Test
    void prefersTheBestSumToTheBestPair() {
        assertThat(Assignment.best(new double[][] {{10, 9}, {9, 1}})).isEqualTo(18);
        assertThat(Assignment.best(new double[][] {{1, 2, 3}})).isEqualTo(3);
        assertThat(Assignment.best(new double[][] {{1}, {5}, {2}})).isEqualTo(5);
        assertThat(Assignment.best(new double[0][0])).isZero();
        assertThat(Assignment.best(new double[2][0])).isZero();
    }

    @Test
    void isAsGoodAsTryingEverything() {
        long seed = Long.getLong("knowstream.seed", 20_240_811);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            double[][] values = new double[1 + random.nextInt(6)][1 + random.nextInt(6)];
            for (double[] row : values) {
                for (int column = 0; column < row.length; column++) {
                    row[column] = random.nextInt(3) == 0 ? 0 : random.nextDouble();
                }
            }
            assertThat(Assignment.best(values))
                    .as("seed %d, round %d", seed, round)
                    .isCloseTo(tried(values, 0, 0), within(1e-9));
        }
    }

    private static double tried(double[][] values, int row, int used) {
        if (row == values.length) {
            return 0;
        }
        double best = tried(values, row + 1, used);
        for (int column = 0; column < values[row].length; column++) {
            if ((used & 1 << column) == 0) {
                best = Math.max(best, values[row][column] + tried(values, row + 1, used | 1 << column));
            }
        }
        return best;
    }
}
