package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Ids;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the links between names. A cluster is a tree: each name is linked to one better name at most, and the best one
 * is the root. An id that no link has is a cluster of its own. An index that is written link by link may show a circle for a
 * moment, which ends somewhere on it.
 */
final class Clusters {

    private static final Comparator<Entity> MOST_DOCUMENTS =
            Comparator.comparingInt(Entity::documents).reversed().thenComparing(Entity::id);

    private final GraphRecords records;

    Clusters(GraphRecords records) {
        this.records = records;
    }

    /** The root of each id. */
    Map<String, String> roots(Collection<String> ids) throws IOException {
        Map<String, String> targets = new HashMap<>();
        Set<String> ends = new HashSet<>(ids);
        while (!ends.isEmpty()) {
            Set<String> next = new HashSet<>();
            records.links(EdgeEnds.from(ends), link -> {
                targets.put(link.source(), link.target());
                next.add(link.target());
            });
            next.removeAll(targets.keySet());
            ends = next;
        }
        Map<String, String> roots = new HashMap<>();
        for (String id : ids) {
            String root = id;
            String target = targets.get(root);
            for (int steps = 0; target != null && steps < targets.size(); steps++) {
                root = target;
                target = targets.get(root);
            }
            roots.put(id, root);
        }
        return roots;
    }

    /** The root of an id. */
    String root(String id) throws IOException {
        return roots(List.of(id)).get(id);
    }

    /** All members of the clusters of some roots, and the root of each. */
    Map<String, String> members(Collection<String> roots) throws IOException {
        Map<String, String> members = new HashMap<>();
        roots.forEach(root -> members.put(root, root));
        Set<String> level = new HashSet<>(roots);
        while (!level.isEmpty()) {
            Set<String> next = new HashSet<>();
            records.links(EdgeEnds.to(level), link -> {
                if (members.putIfAbsent(link.source(), members.get(link.target())) == null) {
                    next.add(link.source());
                }
            });
            level = next;
        }
        return members;
    }

    /** All members of the cluster of an id. */
    Set<String> of(String id) throws IOException {
        return members(List.of(roots(List.of(id)).get(id))).keySet();
    }

    /** The cluster of an entity; none where there is no such entity. */
    Optional<EntityCluster> read(String id) throws IOException {
        if (records.entity(id).isEmpty()) {
            return Optional.empty();
        }
        List<Entity> members = new ArrayList<>();
        List<EntityLink> links = new ArrayList<>();
        for (String member : of(id)) {
            records.entity(member).ifPresent(members::add);
            records.link(Ids.link(member)).ifPresent(links::add);
        }
        members.sort(MOST_DOCUMENTS);
        links.sort(Comparator.comparing(EntityLink::id));
        return Optional.of(new EntityCluster(List.copyOf(members), List.copyOf(links)));
    }
}
