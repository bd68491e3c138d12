package io.knowstream.job.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * How much scores would differ on other documents of the kind: documents are drawn again with replacement, as many as there
 * are, and the middle 95 % of the scores of such samples are the interval (the percentile bootstrap: Efron and Tibshirani, An
 * Introduction to the Bootstrap, 1993, chapter 13). Documents and not mentions are drawn, as what one document says is not
 * independent. All scores of one bootstrap are of the same samples.
 *
 * @param seed of the draws, by {@link Random}, whose numbers are the same on every Java
 * @param samples how many samples
 */
public record Bootstrap(long seed, int samples) {

    private static final double OUTSIDE = 0.025;

    public Bootstrap {
        if (samples < 1) {
            throw new IllegalArgumentException("a bootstrap must have at least one sample (got " + samples + ")");
        }
    }

    /**
     * Draws samples of documents.
     *
     * @param documents a vector of sums for each, all of one length
     */
    Samples of(List<double[]> documents) {
        int length = documents.isEmpty() ? 0 : documents.get(0).length;
        double[] all = new double[length];
        documents.forEach(document -> add(all, document));
        double[][] drawn = new double[samples][length];
        Random random = new Random(seed);
        for (double[] sample : drawn) {
            for (int i = 0; i < documents.size(); i++) {
                add(sample, documents.get(random.nextInt(documents.size())));
            }
        }
        return new Samples(all, drawn);
    }

    private static void add(double[] to, double[] more) {
        for (int i = 0; i < to.length; i++) {
            to[i] += more[i];
        }
    }

    /**
     * Sums over all documents and over each sample.
     *
     * @param all of all documents
     * @param drawn of each sample
     */
    record Samples(double[] all, double[][] drawn) {

        /** What follows from the sums; samples from which nothing follows (NaN) do not count. */
        Estimate estimate(ToDoubleFunction<double[]> score) {
            double[] scores = Arrays.stream(drawn)
                    .mapToDouble(score)
                    .filter(each -> !Double.isNaN(each))
                    .sorted()
                    .toArray();
            return new Estimate(score.applyAsDouble(all), quantile(scores, OUTSIDE), quantile(scores, 1 - OUTSIDE));
        }

        /** Between the two nearest, in proportion. */
        private static double quantile(double[] sorted, double share) {
            if (sorted.length == 0) {
                return Double.NaN;
            }
            double place = share * (sorted.length - 1);
            int below = (int) place;
            int above = Math.min(below + 1, sorted.length - 1);
            return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
        }
    }
}
