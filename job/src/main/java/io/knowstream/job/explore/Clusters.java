package io.knowstream.job.explore;

import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.index.EntityCluster;
import io.knowstream.index.GraphReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Names that are one, each cluster read once for a request. Belongs to one thread. */
final class Clusters {

    private final GraphReader reader;
    private final Map<String, EntityCluster> read = new HashMap<>();

    Clusters(GraphReader reader) {
        this.reader = reader;
    }

    /** The cluster of an entity; none where there is no such entity. */
    Optional<EntityCluster> of(String id) throws IOException {
        if (!read.containsKey(id)) {
            reader.cluster(id)
                    .ifPresent(cluster -> cluster.members().forEach(member -> read.put(member.id(), cluster)));
        }
        return Optional.ofNullable(read.get(id));
    }

    /** The best name of a cluster: the one that is linked to no other. */
    Entity root(EntityCluster cluster) {
        Set<String> lesser = cluster.links().stream().map(EntityLink::entity).collect(Collectors.toSet());
        return cluster.members().stream()
                .filter(member -> !lesser.contains(member.id()))
                .findFirst()
                .orElse(cluster.members().get(0));
    }

    /** The best name of an entity; itself where it has gone meanwhile. */
    Entity root(Entity entity) throws IOException {
        return of(entity.id()).map(this::root).orElse(entity);
    }
}
