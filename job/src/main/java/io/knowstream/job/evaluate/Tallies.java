package io.knowstream.job.evaluate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts of right and wrong by document and by name, from which scores are made. */
final class Tallies {

    private static final int RIGHT = 0;
    private static final int FOUND = 1;
    private static final int COVERED = 2;
    private static final int GOLD = 3;
    private static final int COUNTS = 4;

    private final Set<String> names = new TreeSet<>();
    private final List<Map<String, double[]>> documents = new ArrayList<>();

    /** Turns to another document. */
    void nextDocument() {
        documents.add(new HashMap<>());
    }

    /**
     * Adds counts of the document.
     *
     * @param right how many of the things found are right
     * @param found how many things were found
     * @param covered how many of the annotated things were found
     * @param gold how many things are annotated
     */
    void add(String name, double right, double found, double covered, double gold) {
        names.add(name);
        double[] counts = documents.get(documents.size() - 1).computeIfAbsent(name, absent -> new double[COUNTS]);
        counts[RIGHT] += right;
        counts[FOUND] += found;
        counts[COVERED] += covered;
        counts[GOLD] += gold;
    }

    /** The names, sorted. */
    Collection<String> names() {
        return names;
    }

    /** Draws samples; of each name there are scores afterwards. */
    Scored sample(Bootstrap bootstrap) {
        Map<String, Integer> offsets = new TreeMap<>();
        names.forEach(name -> offsets.put(name, offsets.size() * COUNTS));
        List<double[]> vectors = new ArrayList<>(documents.size());
        for (Map<String, double[]> document : documents) {
            double[] vector = new double[names.size() * COUNTS];
            document.forEach((name, counts) -> System.arraycopy(counts, 0, vector, offsets.get(name), COUNTS));
            vectors.add(vector);
        }
        return new Scored(offsets, bootstrap.of(vectors));
    }

    /**
     * Scores by name.
     *
     * @param offsets where the counts of each name stand in the samples
     */
    record Scored(Map<String, Integer> offsets, Bootstrap.Samples samples) {

        /** The score of a name; all of it NaN where nothing was counted under it. */
        Score score(String name) {
            Integer at = offsets.get(name);
            if (at == null) {
                Estimate none = new Estimate(Double.NaN, Double.NaN, Double.NaN);
                return new Score(name, none, none, none, 0, 0);
            }
            return new Score(
                    name,
                    samples.estimate(sums -> precision(sums, at)),
                    samples.estimate(sums -> recall(sums, at)),
                    samples.estimate(sums -> f1(sums, at)),
                    samples.all()[at + GOLD],
                    samples.all()[at + FOUND]);
        }

        /** The mean of some names' F1. */
        Estimate meanF1(List<String> some) {
            return samples.estimate(sums -> some.stream()
                    .mapToDouble(name -> offsets.containsKey(name) ? f1(sums, offsets.get(name)) : Double.NaN)
                    .average()
                    .orElse(Double.NaN));
        }

        private static double precision(double[] sums, int at) {
            return sums[at + RIGHT] / sums[at + FOUND];
        }

        private static double recall(double[] sums, int at) {
            return sums[at + COVERED] / sums[at + GOLD];
        }

        private static double f1(double[] sums, int at) {
            if (sums[at + FOUND] == 0 && sums[at + GOLD] == 0) {
                return Double.NaN;
            }
            double precision = precision(sums, at);
            double recall = recall(sums, at);
            return precision > 0 && recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
        }
    }
}
