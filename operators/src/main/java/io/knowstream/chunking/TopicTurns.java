package io.knowstream.chunking;

import java.util.ArrayList;
import java.util.Iterator;
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
     * @param sentences how many there are
     * @param vectors of the sentences, in order, all of one length; few of them are held at a time
     * @return for each sentence the depth of the gap before it in 1/10,000, or 0; the first is always 0
     */
    static int[] before(int sentences, Iterator<float[]> vectors) {
        int[] depths = depths(similarities(sentences, vectors));
        long cutoff = cutoff(depths);
        int[] turns = new int[sentences];
        for (int i = 1; i < sentences; i++) {
            boolean peak = depths[i] >= depths[i - 1] && (i + 1 == sentences || depths[i] >= depths[i + 1]);
            turns[i] = peak && depths[i] >= cutoff ? depths[i] : 0;
        }
        return turns;
    }

    /** At index i the similarity of what stands before sentence i to what stands from it on; index 0 is unused. */
    private static int[] similarities(int sentences, Iterator<float[]> vectors) {
        int[] similarities = new int[sentences];
        List<float[]> near = new ArrayList<>(2 * BLOCK + 1);
        int first = 0;
        for (int i = 1; i < sentences; i++) {
            while (first + near.size() < Math.min(sentences, i + BLOCK)) {
                near.add(vectors.next());
            }
            if (first < i - BLOCK) {
                near.remove(0);
                first++;
            }
            double[] left = sum(near.subList(0, i - first));
            double[] right = sum(near.subList(i - first, near.size()));
            similarities[i] = (int) Math.floor(cosine(left, right) * SCALE + 0.5);
        }
        return similarities;
    }

    /** Each slope is climbed once: a gap on it has the peak of the gap above it. */
    private static int[] depths(int[] similarities) {
        int[] depths = new int[similarities.length];
        int peak = 0;
        for (int i = 1; i < similarities.length; i++) {
            peak = i > 1 && similarities[i - 1] >= similarities[i] ? peak : similarities[i];
            depths[i] = peak - similarities[i];
        }
        int last = similarities.length - 1;
        for (int i = last; i >= 1; i--) {
            peak = i < last && similarities[i + 1] >= similarities[i] ? peak : similarities[i];
            depths[i] += peak - similarities[i];
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
