package io.knowstream.job.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How well one clustering agrees with another, by item (B-cubed: Bagga and Baldwin, Algorithms for Scoring Coreference
 * Chains, 1998) and by pair of items.
 *
 * @param precision B-cubed: of the items put together with one, how many belong together with it, on average
 * @param recall B-cubed: of the items that belong together with one, how many are put together with it, on average
 * @param pairPrecision of the pairs put together, how many belong together; 1 where there are none
 * @param pairRecall of the pairs that belong together, how many are put together; 1 where there are none
 */
record ClusterScore(double precision, double recall, double pairPrecision, double pairRecall) {

    /** Two clusters of an item, which are equal where they are one. */
    record Item(String found, String gold) {}

    static ClusterScore of(List<Item> items) {
        Map<String, Long> found = new HashMap<>();
        Map<String, Long> gold = new HashMap<>();
        Map<Item, Long> both = new HashMap<>();
        for (Item item : items) {
            found.merge(item.found, 1L, Long::sum);
            gold.merge(item.gold, 1L, Long::sum);
            both.merge(item, 1L, Long::sum);
        }
        double precision = 0;
        double recall = 0;
        for (Map.Entry<Item, Long> overlap : both.entrySet()) {
            double square = (double) overlap.getValue() * overlap.getValue();
            precision += square / found.get(overlap.getKey().found);
            recall += square / gold.get(overlap.getKey().gold);
        }
        double right = pairs(both);
        double together = pairs(found);
        double belonging = pairs(gold);
        int count = Math.max(1, items.size());
        return new ClusterScore(
                precision / count,
                recall / count,
                together == 0 ? 1 : right / together,
                belonging == 0 ? 1 : right / belonging);
    }

    private static double pairs(Map<?, Long> sizes) {
        return sizes.values().stream()
                .mapToDouble(size -> (double) size * (size - 1) / 2)
                .sum();
    }

    /** B-cubed F1. */
    double f1() {
        return harmonic(precision, recall);
    }

    /** F1 of pairs. */
    double pairF1() {
        return harmonic(pairPrecision, pairRecall);
    }

    private static double harmonic(double precision, double recall) {
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }
}
