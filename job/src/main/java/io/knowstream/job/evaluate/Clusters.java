package io.knowstream.job.evaluate;

import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Mentions of a document by entity: what two ways of clustering are compared by. A mention is in one cluster only.
 *
 * @param clusters none empty
 * @param clusterOf the number of each mention's cluster
 */
record Clusters(List<List<Span>> clusters, Map<Span, Integer> clusterOf) {

    /** Mentions by what stands for their entities; one that occurs twice stays where it was first. */
    static Clusters of(List<Map.Entry<String, Span>> mentions) {
        Map<String, List<Span>> byEntity = new LinkedHashMap<>();
        Map<Span, String> entityOf = new HashMap<>();
        for (Map.Entry<String, Span> mention : mentions) {
            if (entityOf.putIfAbsent(mention.getValue(), mention.getKey()) == null) {
                byEntity.computeIfAbsent(mention.getKey(), absent -> new ArrayList<>())
                        .add(mention.getValue());
            }
        }
        List<List<Span>> clusters = List.copyOf(byEntity.values());
        Map<Span, Integer> clusterOf = new HashMap<>();
        for (int i = 0; i < clusters.size(); i++) {
            for (Span mention : clusters.get(i)) {
                clusterOf.put(mention, i);
            }
        }
        return new Clusters(clusters, clusterOf);
    }

    int mentions() {
        return clusterOf.size();
    }

    /** How many mentions two clusters share, by the numbers of this one's and the other's; pairs that share none are left out. */
    Map<Integer, Map<Integer, Integer>> overlaps(Clusters other) {
        Map<Integer, Map<Integer, Integer>> overlaps = new TreeMap<>();
        for (int i = 0; i < clusters.size(); i++) {
            for (Span mention : clusters.get(i)) {
                Integer there = other.clusterOf.get(mention);
                if (there != null) {
                    overlaps.computeIfAbsent(i, absent -> new TreeMap<>()).merge(there, 1, Integer::sum);
                }
            }
        }
        return overlaps;
    }
}
