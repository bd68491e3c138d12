package io.knowstream.resolution;

/**
 * Running aggregate of the contributions to one key.
 *
 * @param documents number of contributing documents
 * @param count sum of their counts
 * @param weight sum of their weights
 * @param revision number of changes so far
 */
public record Totals(int documents, long count, long weight, long revision) {

    static final Totals NONE = new Totals(0, 0, 0, 0);

    Totals plus(Contribution added) {
        return new Totals(documents + 1, count + added.count(), weight + added.weight(), revision);
    }

    Totals minus(Contribution removed) {
        return new Totals(documents - 1, count - removed.count(), weight - removed.weight(), revision);
    }

    Totals next() {
        return new Totals(documents, count, weight, revision + 1);
    }
}
