package io.knowstream.index;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.Relationship;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Finds the best path of at most three relationships between two entities, meeting in the middle: the neighbours of
 * both ends, and the relationships between those two sets, are all that such a path can be made of.
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

    private final IndexSnapshot snapshot;
    private Candidate best;

    PathSearch(IndexSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** The best path; none where there is no such entity, no path, or both ends are one. */
    Optional<GraphPath> find(String from, String to) throws IOException {
        if (from.equals(to)) {
            return Optional.empty();
        }
        Map<String, Edge> left = neighbours(from);
        Map<String, Edge> right = neighbours(to);
        if (left.containsKey(to)) {
            offer(left.get(to));
        }
        left.remove(to);
        right.remove(from);
        left.forEach((middle, edge) -> {
            if (right.containsKey(middle)) {
                offer(edge, right.get(middle));
            }
        });
        if (!left.isEmpty() && !right.isEmpty()) {
            scan(between(left.keySet(), right.keySet()), edge -> {
                offerMiddle(left.get(edge.source()), edge, right.get(edge.target()));
                offerMiddle(left.get(edge.target()), edge, right.get(edge.source()));
            });
        }
        return best == null ? Optional.empty() : resolve(from);
    }

    private void offerMiddle(Edge first, Edge middle, Edge last) {
        if (first != null && last != null && !middle.source().equals(middle.target())) {
            offer(first, middle, last);
        }
    }

    private void offer(Edge... edges) {
        Candidate candidate = Candidate.of(edges);
        if (best == null || Candidate.BEST.compare(candidate, best) < 0) {
            best = candidate;
        }
    }

    /** The best relationship to each neighbour. */
    private Map<String, Edge> neighbours(String entity) throws IOException {
        Map<String, Edge> found = new HashMap<>();
        scan(RelationshipSearch.ofEntity(entity, Direction.BOTH), edge -> {
            String other = edge.other(entity);
            if (!other.equals(entity)) {
                found.merge(other, edge, (a, b) -> Edge.BEST.compare(a, b) <= 0 ? a : b);
            }
        });
        return found;
    }

    private static Query between(Set<String> left, Set<String> right) {
        return new BooleanQuery.Builder()
                .add(both(left, right), Occur.SHOULD)
                .add(both(right, left), Occur.SHOULD)
                .build();
    }

    private static Query both(Set<String> sources, Set<String> targets) {
        return new BooleanQuery.Builder()
                .add(new TermInSetQuery(Fields.SOURCE, terms(sources)), Occur.FILTER)
                .add(new TermInSetQuery(Fields.TARGET, terms(targets)), Occur.FILTER)
                .build();
    }

    private static List<BytesRef> terms(Set<String> ids) {
        return ids.stream().map(BytesRef::new).toList();
    }

    private void scan(Query query, Consumer<Edge> edges) throws IOException {
        snapshot.searcher(Kind.RELATIONSHIP).search(query, EdgeCollector.manager(edges));
    }

    /**
     * The best path with everything that lies on it; none where the checkpoint holds a relationship whose entity was still
     * on its way, which the next one brings.
     */
    private Optional<GraphPath> resolve(String from) throws IOException {
        List<Relationship> steps = new ArrayList<>();
        List<String> ids = new ArrayList<>(List.of(from));
        double confidence = 1;
        for (Edge edge : best.edges) {
            ids.add(edge.other(ids.get(ids.size() - 1)));
            confidence *= Confidence.toDouble(edge.confidence());
            steps.add(snapshot.get(Kind.RELATIONSHIP, edge.id(), Fields.RELATIONSHIPS)
                    .orElseThrow());
        }
        List<Entity> entities = new ArrayList<>();
        for (String id : ids) {
            snapshot.get(Kind.ENTITY, id, Fields.ENTITIES).ifPresent(entities::add);
        }
        return entities.size() < ids.size()
                ? Optional.empty()
                : Optional.of(new GraphPath(entities, new RelationshipSearch(snapshot).named(steps), confidence));
    }
}
