package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TopicTurnsTest {

    private static final float[] CATS = {1, 0, 0};
    private static final float[] SHIPS = {0, 1, 0};
    private static final float[] BETWEEN = {0.7f, 0.7f, 0};

    @Test
    void findsTheTurnAndNothingElse() {
        assertThat(before(vectors(6, CATS, 6, SHIPS))).containsExactly(0, 0, 0, 0, 0, 0, 20_000, 0, 0, 0, 0, 0);
    }

    @Test
    void aClearerTurnIsDeeper() {
        int[] turns = before(vectors(20, CATS, 20, BETWEEN, 20, CATS, 20, SHIPS));
        assertThat(turns[60]).isGreaterThan(turns[20]).isGreaterThan(turns[40]);
    }

    @Test
    void anEvenTextNeverTurns() {
        assertThat(before(vectors(30, CATS))).containsOnly(0);
        assertThat(before(vectors(1, CATS))).containsExactly(0);
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aMillionEqualSentencesTakeNoMoreThanTheirShare() {
        assertThat(before(vectors(1_000_000, CATS))).containsOnly(0);
    }

    @Test
    void aSentenceWithoutDirectionIsNoError() {
        assertThat(before(vectors(8, new float[3]))).containsOnly(0);
    }

    @Test
    void theLastBitsOfAVectorDecideNothing() {
        List<float[]> noisy = vectors(6, CATS, 6, SHIPS);
        noisy.replaceAll(vector -> new float[] {vector[0] + 1e-7f, vector[1] - 1e-7f, 1e-7f});
        assertThat(before(noisy)).isEqualTo(before(vectors(6, CATS, 6, SHIPS)));
    }

    private static int[] before(List<float[]> vectors) {
        return TopicTurns.before(vectors.size(), vectors.iterator());
    }

    private static List<float[]> vectors(Object... countsAndVectors) {
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < countsAndVectors.length; i += 2) {
            for (int j = 0; j < (int) countsAndVectors[i]; j++) {
                vectors.add((float[]) countsAndVectors[i + 1]);
            }
        }
        return vectors;
    }
}
