package io.knowstream.index;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fuses two lists by reciprocal ranks: a hit's score is the sum of {@code 1 / (10 + rank)} over both (Cormack, Clarke and
 * Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods, SIGIR 2009).
 *
 * @param <H> what stands for a hit, equal in both lists
 */
public final class RankFusion<H> {

    /** How far down each list is read, at least: enough to find the best ten by the exact order of their vectors. */
    public static final int DEPTH = 50;

    /**
     * The constant k of the paper, which has 60: what is found by both alone, far down, then comes before the best of one.
     * Ten finds more, see docs/decisions.md.
     */
    static final int K = 10;

    /**
     * Where a hit stands.
     *
     * @param vector its rank among the nearest vectors, from 1; 0 where it is not among them
     * @param text its rank among the best texts, from 1; 0 where it is not among them
     */
    public record Ranked<H>(H hit, String id, int vector, int text) {

        /** Higher is better. */
        public double score() {
            return reciprocal(vector) + reciprocal(text);
        }

        private static double reciprocal(int rank) {
            return rank == 0 ? 0 : 1.0 / (K + rank);
        }
    }

    private final Map<H, Ranked<H>> ranks = new HashMap<>();
    private int vectors;
    private int texts;

    /** Takes the next of the nearest vectors. */
    public void vector(H hit, String id) {
        int rank = ++vectors;
        ranks.merge(hit, new Ranked<>(hit, id, rank, 0), (was, now) -> new Ranked<>(hit, id, rank, was.text));
    }

    /** Takes the next of the best texts. */
    public void text(H hit, String id) {
        int rank = ++texts;
        ranks.merge(hit, new Ranked<>(hit, id, 0, rank), (was, now) -> new Ranked<>(hit, id, was.vector, rank));
    }

    /** The best hits; of equally good ones the lower id first. */
    public List<Ranked<H>> best(int limit) {
        return ranks.values().stream()
                .sorted(Comparator.<Ranked<H>>comparingDouble(Ranked::score)
                        .reversed()
                        .thenComparing(Ranked::id))
                .limit(limit)
                .toList();
    }
}
