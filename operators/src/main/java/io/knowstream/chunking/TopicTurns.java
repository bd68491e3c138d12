package io.knowstream.chunking;

import java.util.List;

/**
 * Where the topic of a text turns: TextTiling (Hearst, "TextTiling: Segmenting Text into Multi-paragraph Subtopic
 * Passages", Computational Linguistics 23(1), 1997) over sentence embeddings in place of word counts.
 *
 * <p>The similarity at a gap is the cosine between the sums of up to three sentence vectors on each side. Its depth is
 * how far the similarity lies under the nearest peaks to the left and to the right, added. A gap is a turn where its
 * depth is a local maximum, at least 0.1, and above the mean by a standard deviation: stricter than Hearst's cutoff (the
 * mean less half of it), as size limits the chunks anyway. Similarities are rounded to 1/10,000, so that the last bits of
 * a vector decide nothing.
 */
final class TopicTurns {

    private static final int BLOCK = 3;
    private static final int SCALE = 10_000;
    private static final int SMALLEST_DEPTH = SCALE / 10;

    private TopicTurns() {}

    /**
     * How clearly the topic turns before each sentence: 0 where it does not, or not clearly.
     *
     * @param vectors of the sentences, all of one length
     * @return for each sentence the depth of the gap before it in 1/10,000, or 0; the first is always 0
     */
    static int[] before(List<float[]> vectors) {
        int sentences = vectors.size();
        int[] depths = depths(similarities(vectors));
        long cutoff = cutoff(depths);
        int[] turns = new int[sentences];
        for (int i = 1; i < sentences; i++) {
            boolean peak = depths[i] >= depths[i - 1] && (i + 1 == sentences || depths[i] >= depths[i + 1]);
            turns[i] = peak && depths[i] >= cutoff ? depths[i] : 0;
        }
        return turns;
    }

    /** At index i the similarity of what stands before sentence i to what stands from it on; index 0 is unused. */
    private static int[] similarities(List<float[]> vectors) {
        int[] similarities = new int[vectors.size()];
        for (int i = 1; i < similarities.length; i++) {
            double[] left = sum(vectors.subList(Math.max(0, i - BLOCK), i));
            double[] right = sum(vectors.subList(i, Math.min(vectors.size(), i + BLOCK)));
            similarities[i] = (int) Math.floor(cosine(left, right) * SCALE + 0.5);
        }
        return similarities;
    }

    private static int[] depths(int[] similarities) {
        int[] depths = new int[similarities.length];
        for (int i = 1; i < similarities.length; i++) {
            int left = similarities[i];
            for (int j = i - 1; j >= 1 && similarities[j] >= left; j--) {
                left = similarities[j];
            }
            int right = similarities[i];
            for (int j = i + 1; j < similarities.length && similarities[j] >= right; j++) {
                right = similarities[j];
            }
            depths[i] = left + right - 2 * similarities[i];
        }
        return depths;
    }

    private static long cutoff(int[] depths) {
        int gaps = Math.max(1, depths.length - 1);
        long sum = 0;
        for (int depth : depths) {
            sum += depth;
        }
        double mean = (double) sum / gaps;
        double squares = 0;
        for (int i = 1; i < depths.length; i++) {
            squares += (depths[i] - mean) * (depths[i] - mean);
        }
        return Math.max(SMALLEST_DEPTH, (long) Math.ceil(mean + Math.sqrt(squares / gaps)));
    }

    private static double[] sum(List<float[]> vectors) {
        double[] sum = new double[vectors.get(0).length];
        for (float[] vector : vectors) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += vector[i];
            }
        }
        return sum;
    }

    /** 0 where a vector has no direction. */
    private static double cosine(double[] a, double[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return aa == 0 || bb == 0 ? 0 : dot / Math.sqrt(aa * bb);
    }
}
