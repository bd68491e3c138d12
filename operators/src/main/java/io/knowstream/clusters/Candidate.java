package io.knowstream.clusters;

import io.knowstream.graph.EntityLink.Rule;
import java.util.Comparator;

/**
 * A better name that a rule has found.
 *
 * @param confidence of the rule, parts per million
 * @param via what the rule saw
 */
record Candidate(RankedName target, Rule rule, int confidence, String via) {

    static final Comparator<Candidate> BEST = Comparator.comparing(Candidate::rule)
            .thenComparing(Comparator.comparingInt(Candidate::confidence).reversed())
            .thenComparing(Candidate::target);
}
