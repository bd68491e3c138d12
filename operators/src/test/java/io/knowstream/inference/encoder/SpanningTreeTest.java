package io.knowstream.inference.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanningTreeTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void isTheBestOfAllTrees(int size) {
        Random random = new Random(size);
        for (int round = 0; round < 60; round++) {
            float[] scores = new float[size * (size + 1)];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) random.nextGaussian();
            }
            int[] heads = SpanningTree.heads(scores, size);

            assertThat(isTree(heads)).as("%d tokens, round %d", size, round).isTrue();
            assertThat(sum(scores, heads)).isCloseTo(best(scores, new int[size], 0), within(1e-5));
        }
    }

    @Test
    void staysFastOnCirclesWithinCircles() {
        int size = 128;
        Random random = new Random(1);
        float[] scores = new float[size * (size + 1)];
        for (int token = 0; token < size; token++) {
            for (int head = 0; head <= size; head++) {
                // The nearest neighbour is the best head of each: circles everywhere.
                scores[token * (size + 1) + head] =
                        head == size ? -50 : -Math.abs(token - head) + random.nextFloat() / 2;
            }
        }
        assertThat(isTree(SpanningTree.heads(scores, size))).isTrue();
    }

    private static double best(float[] scores, int[] heads, int token) {
        if (token == heads.length) {
            return isTree(heads) ? sum(scores, heads) : Double.NEGATIVE_INFINITY;
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int head = -1; head < heads.length; head++) {
            if (head != token) {
                heads[token] = head;
                best = Math.max(best, best(scores, heads, token + 1));
            }
        }
        return best;
    }

    private static double sum(float[] scores, int[] heads) {
        int size = heads.length;
        double sum = 0;
        for (int token = 0; token < size; token++) {
            sum += scores[token * (size + 1) + (heads[token] < 0 ? size : heads[token])];
        }
        return sum;
    }

    private static boolean isTree(int[] heads) {
        int roots = 0;
        for (int token = 0; token < heads.length; token++) {
            roots += heads[token] < 0 ? 1 : 0;
            int at = token;
            for (int steps = 0; at >= 0; at = heads[at]) {
                if (steps++ > heads.length) {
                    return false;
                }
            }
        }
        return roots == 1;
    }
}
