package io.knowstream.index;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Entity;
import io.knowstream.graph.Relationship;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the best path of at most three relationships between two entities, meeting in the middle: the neighbours of
 * both ends, and the relationships between those two sets, are all that such a path can be made of.
 *
 * <p>Names that are one entity are one node: a path may go in by one of them and on by another.
 *
 * <p>The best has the highest product of confidences, computed exactly in integers; of equal ones the shortest, then
 * the one with the lowest ids.
 */
final class PathSearch {

    /** Steps from the first entity to the last; at most three factors of a million fit a long. */
    private record Candidate(List<Edge> edges, long product) {

        static final int MAX_EDGES = 3;
        static final Comparator<Candidate> BEST = Comparator.comparingLong(Candidate::product)
                .reversed()
                .thenComparingInt(candidate -> candidate.edges.size())
                .thenComparing(candidate ->
                        String.join(" ", candidate.edges.stream().map(Edge::id).toList()));

        static Candidate of(Edge... edges) {
            long product = 1;
            for (int i = 0; i < MAX_EDGES; i++) {
                product *= i < edges.length ? edges[i].confidence() : Confidence.ONE;
            }
            return new Candidate(List.of(edges), product);
        }
    }

    private final GraphRecords records;
    private final Clusters clusters;
    private Candidate best;

    PathSearch(GraphRecords records) {
        this.records = records;
        this.clusters = new Clusters(records);
    }

    /** The best path; none where there is no such entity, no path, or both ends are one. */
    Optional<GraphPath> find(String from, String to) throws IOException {
        String start = clusters.root(from);
        String end = clusters.root(to);
        if (start.equals(end)) {
            return Optional.empty();
        }
        Map<String, Edge> left = neighbours(start);
        Map<String, Edge> right = neighbours(end);
        if (left.containsKey(end)) {
            offer(left.get(end));
        }
        left.remove(end);
        right.remove(start);
        left.forEach((middle, edge) -> {
            if (right.containsKey(middle)) {
                offer(edge, right.get(middle));
            }
        });
        if (!left.isEmpty() && !right.isEmpty()) {
            Map<String, String> leftRoots = clusters.members(left.keySet());
            Map<String, String> rightRoots = clusters.members(right.keySet());
            records.relationships(EdgeEnds.between(leftRoots.keySet(), rightRoots.keySet()), edge -> {
                offerMiddle(left, leftRoots.get(edge.source()), edge, rightRoots.get(edge.target()), right);
                offerMiddle(left, leftRoots.get(edge.target()), edge, rightRoots.get(edge.source()), right);
            });
        }
        return best == null ? Optional.empty() : resolve(from, to);
    }

    private void offerMiddle(Map<String, Edge> left, String near, Edge middle, String far, Map<String, Edge> right) {
        if (near != null && far != null && !near.equals(far)) {
            offer(left.get(near), middle, right.get(far));
        }
    }

    private void offer(Edge... edges) {
        Candidate candidate = Candidate.of(edges);
        if (best == null || Candidate.BEST.compare(candidate, best) < 0) {
            best = candidate;
        }
    }

    /** The best relationship to each neighbour of a cluster, by the neighbours' roots. */
    private Map<String, Edge> neighbours(String root) throws IOException {
        Set<String> members = clusters.members(List.of(root)).keySet();
        List<Edge> edges = new ArrayList<>();
        Set<String> ends = new HashSet<>();
        records.relationships(EdgeEnds.of(members, Direction.BOTH), edge -> {
            edges.add(edge);
            ends.add(edge.source());
            ends.add(edge.target());
        });
        Map<String, String> roots = clusters.roots(ends);
        Map<String, Edge> found = new HashMap<>();
        for (Edge edge : edges) {
            String source = roots.get(edge.source());
            String other = source.equals(root) ? roots.get(edge.target()) : source;
            if (!other.equals(root)) {
                found.merge(other, edge, (a, b) -> Edge.BEST.compare(a, b) <= 0 ? a : b);
            }
        }
        return found;
    }

    /**
     * The best path with everything that lies on it; none where the checkpoint holds a relationship whose entity was still
     * on its way, which the next one brings. Where a step begins at another name of the entity at which the one before has
     * ended, the entity is given by the latter.
     */
    private Optional<GraphPath> resolve(String from, String to) throws IOException {
        Set<String> ends = new HashSet<>(Set.of(from, to));
        best.edges.forEach(edge -> ends.addAll(List.of(edge.source(), edge.target())));
        Map<String, String> roots = clusters.roots(ends);
        List<Relationship> steps = new ArrayList<>();
        List<String> ids = new ArrayList<>(List.of(from));
        double confidence = 1;
        for (Edge edge : best.edges) {
            String at = roots.get(ids.get(ids.size() - 1));
            String next = roots.get(edge.source()).equals(at) ? edge.target() : edge.source();
            ids.add(roots.get(next).equals(roots.get(to)) ? to : next);
            confidence *= Confidence.toDouble(edge.confidence());
            steps.add(records.relationship(edge.id()).orElseThrow());
        }
        List<Entity> entities = new ArrayList<>();
        for (String id : ids) {
            records.entity(id).ifPresent(entities::add);
        }
        return entities.size() < ids.size()
                ? Optional.empty()
                : Optional.of(new GraphPath(entities, RelationshipSearch.named(records, steps), confidence));
    }
}
