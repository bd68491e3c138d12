package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Relationship;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What {@link GraphTraversal} reads of a graph, wherever its index is kept: the same graph through all of a query. */
public interface GraphRecords {

    /** The entity of an id. */
    Optional<Entity> entity(String id) throws IOException;

    /** The relationship of an id. */
    Optional<Relationship> relationship(String id) throws IOException;

    /** The link of an id. */
    Optional<EntityLink> link(String id) throws IOException;

    /** Tells all links whose ends are one of those meant, from the lesser name to the better one, in any order. */
    void links(List<EdgeEnds> ends, Consumer<Edge> edges) throws IOException;

    /** Tells all relationships whose ends are one of those meant, in any order. */
    void relationships(List<EdgeEnds> ends, Consumer<Edge> edges) throws IOException;
}
