package io.knowstream.job.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether confidences are probabilities: the expected calibration error is the mean over all that was found of the
 * difference between the confidence of its bin and the share of its bin that is right (Naeini, Cooper and Hauskrecht, AAAI
 * 2015; Guo, Pleiss, Sun and Weinberger, ICML 2017), with ten bins of equal width.
 *
 * @param name of what was found
 * @param error in [0, 1]
 * @param bins that have something in them, by confidence
 */
public record Calibration(String name, Estimate error, List<Bin> bins) {

    private static final int BINS = 10;
    private static final int COUNT = 0;
    private static final int CONFIDENCE = 1;
    private static final int RIGHT = 2;
    private static final int SUMS = 3;

    /**
     * What was found with about one confidence.
     *
     * @param low the lowest confidence of the bin
     * @param high the lowest confidence of the next bin; 1 belongs to the last one
     * @param count how much is in it
     * @param confidence the mean
     * @param right the share that is right
     */
    public record Bin(double low, double high, long count, double confidence, double right) {}

    /** Of what was found, by document. */
    static Calibration of(String name, List<List<Judged>> documents, Bootstrap bootstrap) {
        List<double[]> sums = new ArrayList<>(documents.size());
        for (List<Judged> document : documents) {
            double[] of = new double[BINS * SUMS];
            for (Judged judged : document) {
                int bin = Math.min(BINS - 1, (int) (judged.confidence() * BINS)) * SUMS;
                of[bin + COUNT]++;
                of[bin + CONFIDENCE] += judged.confidence();
                of[bin + RIGHT] += judged.right() ? 1 : 0;
            }
            sums.add(of);
        }
        Bootstrap.Samples samples = bootstrap.of(sums);
        return new Calibration(name, samples.estimate(Calibration::error), bins(samples.all()));
    }

    private static double error(double[] sums) {
        double total = 0;
        double apart = 0;
        for (int bin = 0; bin < sums.length; bin += SUMS) {
            total += sums[bin + COUNT];
            apart += Math.abs(sums[bin + CONFIDENCE] - sums[bin + RIGHT]);
        }
        return total == 0 ? Double.NaN : apart / total;
    }

    private static List<Bin> bins(double[] sums) {
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin * SUMS < sums.length; bin++) {
            double count = sums[bin * SUMS + COUNT];
            if (count > 0) {
                bins.add(new Bin(
                        bin / (double) BINS,
                        (bin + 1) / (double) BINS,
                        (long) count,
                        sums[bin * SUMS + CONFIDENCE] / count,
                        sums[bin * SUMS + RIGHT] / count));
            }
        }
        return bins;
    }
}
