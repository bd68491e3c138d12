package io.knowstream.job.evaluate;

import io.knowstream.graph.Span;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The three measures of coreference whose mean is the score of the CoNLL-2012 shared task, as its scorer computes them
 * (Pradhan, Luo, Recasens, Hovy, Ng and Strube: Scoring Coreference Partitions of Predicted Mentions: A Reference
 * Implementation, ACL 2014). Mentions of entities that are mentioned once count, as the annotation has them; {@code MUC}
 * passes over them by its definition.
 *
 * <ul>
 *   <li>{@code MUC}: links that would have to be added or removed (Vilain, Burger, Aberdeen, Connolly and Hirschman, MUC-6,
 *       1995).
 *   <li>{@code B-cubed}: for each mention, how much of its entity it shares (Bagga and Baldwin, LREC 1998).
 *   <li>{@code CEAF-e}: the best one-to-one alignment of entities under the similarity φ4, twice the mentions that two
 *       share over the sum of their sizes (Luo, HLT-EMNLP 2005).
 * </ul>
 */
final class CoreferenceMetrics {

    static final String MUC = "MUC";
    static final String B_CUBED = "B-cubed";
    static final String CEAF_E = "CEAF-e";

    /** Whose mean F1 is the score of the shared task. */
    static final List<String> ALL = List.of(MUC, B_CUBED, CEAF_E);

    private CoreferenceMetrics() {}

    /** Adds the counts of a document. */
    static void add(Clusters gold, Clusters found, Tallies tallies) {
        tallies.add(MUC, links(found, gold), possibleLinks(found), links(gold, found), possibleLinks(gold));
        tallies.add(B_CUBED, shares(found, gold), found.mentions(), shares(gold, found), gold.mentions());
        double similarity = similarity(gold, found);
        tallies.add(
                CEAF_E,
                similarity,
                found.clusters().size(),
                similarity,
                gold.clusters().size());
    }

    private static double possibleLinks(Clusters clusters) {
        return clusters.clusters().stream()
                .mapToInt(cluster -> cluster.size() - 1)
                .sum();
    }

    /** Of each cluster its size less the number of parts into which the other clustering cuts it. */
    private static double links(Clusters clusters, Clusters other) {
        int links = 0;
        for (List<Span> cluster : clusters.clusters()) {
            long missing = cluster.stream()
                    .filter(mention -> !other.clusterOf().containsKey(mention))
                    .count();
            long parts = cluster.stream()
                    .map(other.clusterOf()::get)
                    .filter(Objects::nonNull)
                    .distinct()
                    .count();
            links += (int) (cluster.size() - parts - missing);
        }
        return links;
    }

    /** The sum over mentions of the share of the mention's cluster that is with it in the other clustering. */
    private static double shares(Clusters clusters, Clusters other) {
        double sum = 0;
        for (Map.Entry<Integer, Map<Integer, Integer>> overlap :
                clusters.overlaps(other).entrySet()) {
            double size = clusters.clusters().get(overlap.getKey()).size();
            for (int shared : overlap.getValue().values()) {
                sum += shared * shared / size;
            }
        }
        return sum;
    }

    private static double similarity(Clusters gold, Clusters found) {
        double[][] similarities =
                new double[gold.clusters().size()][found.clusters().size()];
        gold.overlaps(found)
                .forEach((g, others) -> others.forEach((f, shared) -> similarities[g][f] = 2.0
                        * shared
                        / (gold.clusters().get(g).size()
                                + found.clusters().get(f).size())));
        return Assignment.best(similarities);
    }
}
