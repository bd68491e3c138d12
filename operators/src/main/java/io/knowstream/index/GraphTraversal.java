package io.knowstream.index;

import io.knowstream.graph.Relationship;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Follows links and relationships, the same way over every index. Used by one thread, for one query. */
public final class GraphTraversal {

    private final GraphRecords records;

    /** Over these records. */
    public GraphTraversal(GraphRecords records) {
        this.records = records;
    }

    /** The cluster of an entity; none where there is no such entity. */
    public Optional<EntityCluster> cluster(String entityId) throws IOException {
        return new Clusters(records).read(entityId);
    }

    /** The ids of all names that are one with that of an id, itself among them. */
    public Set<String> members(String entityId) throws IOException {
        return new Clusters(records).of(entityId);
    }

    /** The best path between two entities. */
    public Optional<GraphPath> path(String fromEntityId, String toEntityId) throws IOException {
        return new PathSearch(records).find(fromEntityId, toEntityId);
    }

    /** Adds the names of both ends; an end that is no entity keeps its id. */
    public List<NamedRelationship> named(List<Relationship> relationships) throws IOException {
        return RelationshipSearch.named(records, relationships);
    }
}
