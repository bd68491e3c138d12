package io.knowstream.index;

import io.knowstream.graph.CanonicalLines;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphWriter;
import io.knowstream.graph.IndexedChunk;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * A graph that answers queries, wherever its index is kept. The same graph gives the same answers, but for the order of
 * passages: what ranks them is approximate, and depends on the index.
 *
 * <p>A limit is at least 1; lists are never null, and their order is the same on every call. Implementations are safe for
 * use by many threads.
 */
public interface ReadableGraph extends Closeable {

    /** How many records there are. */
    GraphCounts counts() throws IOException;

    /** What a document says. */
    Optional<DocumentGraph> document(String id) throws IOException;

    /** The chunk of an id, without its embedding. */
    Optional<IndexedChunk> chunk(String id) throws IOException;

    /** The entity of an id. */
    Optional<Entity> entity(String id) throws IOException;

    /** All names that are one entity with that of an id. */
    Optional<EntityCluster> cluster(String entityId) throws IOException;

    /** Entities that have this name or alias, but for case, width and spacing; {@code type} null for any. */
    List<Entity> named(String name, String type, int limit) throws IOException;

    /** Entities that have a name or alias, or a word of one, that begins so; {@code type} null for any. */
    List<Entity> startingWith(String prefix, String type, int limit) throws IOException;

    /** Entities that have a name or alias within {@code edits} (1 or 2), the nearest first; {@code type} null for any. */
    List<Entity> like(String name, int edits, String type, int limit) throws IOException;

    /**
     * Entities by whatever one remembers of a name: those of exactly this name first, then those with all its words,
     * those that begin so, those one edit away and two; {@code type} null for any.
     */
    List<Entity> find(String name, String type, int limit) throws IOException;

    /** Entities of a type ({@code null}: of any), those of most documents first. */
    List<Entity> entities(String type, int limit) throws IOException;

    /**
     * Relationships of an entity ({@code null}: of any) under all of its names; {@code predicate} is a name or a Wikidata
     * id, or null for any. The most confident come first.
     */
    List<NamedRelationship> relationships(String entityId, Direction direction, String predicate, int limit)
            throws IOException;

    /**
     * The best path of at most three relationships between two entities, under all of their names: the highest product of
     * confidences.
     */
    Optional<GraphPath> path(String fromEntityId, String toEntityId) throws IOException;

    /** Chunks by words, by a vector of 384 components, or by both; one of them may be null. */
    List<SemanticHit> semantic(String text, float[] vector, int limit) throws IOException;

    /** Writes all records, sorted by kind and id: chunks, documents, entities, links, relationships; and completes. */
    void export(GraphWriter writer) throws IOException;

    /** Writes the canonical form of the graph, a line of JSON for each record, sorted by kind and id, in UTF-8. */
    default void export(OutputStream out) throws IOException {
        export(new CanonicalLines(out));
    }
}
