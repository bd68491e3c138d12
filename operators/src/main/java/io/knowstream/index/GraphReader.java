package io.knowstream.index;

import io.knowstream.graph.CanonicalLines;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.GraphWriter;
import io.knowstream.graph.IndexedChunk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.IOUtils;

/**
 * Reads the newest published graph.
 *
 * <p>It shows the graph of one checkpoint until {@link #refresh}; queries in flight keep the one that they began with.
 * Safe for use by many threads. A limit is at least 1; lists are never null, and their order is the same on every call.
 */
public final class GraphReader implements AutoCloseable {

    @FunctionalInterface
    private interface Read<T> {
        T from(IndexSnapshot snapshot) throws IOException;
    }

    private final ManifestReader manifests;
    private final boolean moves;
    private final Object refreshing = new Object();
    private IndexSnapshot snapshot;

    private GraphReader(ManifestReader manifests, boolean moves, IndexSnapshot snapshot) {
        this.manifests = manifests;
        this.moves = moves;
        this.snapshot = snapshot;
    }

    /**
     * Opens the newest manifest of the index at {@code index.path}, all of its files checked by all their bytes.
     *
     * @throws NoSuchFileException where there is no index, or none is published yet
     * @throws DamagedIndexException where one of its files is missing or damaged; the message says which, and which
     *     manifest could be opened instead
     */
    public static GraphReader open(String path) throws IOException {
        return open(path, true, ManifestReader::newest);
    }

    /**
     * Opens the newest manifest that is whole, for those who know that a newer one is damaged; its checkpoint says which.
     * The reader stays there.
     */
    public static GraphReader openLastGood(String path) throws IOException {
        return open(path, false, ManifestReader::newestWhole);
    }

    /** Opens the newest manifest of a checkpoint, where it is still retained. The reader stays there. */
    public static GraphReader openCheckpoint(String path, long checkpoint) throws IOException {
        return open(path, false, manifests -> manifests.ofCheckpoint(checkpoint));
    }

    private interface Choice {
        IndexSnapshot of(ManifestReader manifests) throws IOException;
    }

    private static GraphReader open(String path, boolean moves, Choice choice) throws IOException {
        ManifestReader manifests = ManifestReader.at(path);
        try {
            return new GraphReader(manifests, moves, choice.of(manifests));
        } catch (IOException | RuntimeException e) {
            IOUtils.closeWhileHandlingException(manifests);
            throw e;
        }
    }

    /**
     * Goes on to the newest manifest; whether there was a newer one. Queries go on over what they began with; one
     * that is the last to need an older state may wait at its end until new files are fetched. After an error the reader
     * shows what it showed before.
     *
     * @throws DamagedIndexException where the newest manifest cannot be read
     */
    public boolean refresh() throws IOException {
        synchronized (refreshing) {
            return read(before -> {
                if (!moves || manifests.isNewest(before.manifest())) {
                    return false;
                }
                replace(manifests.newest(before));
                return true;
            });
        }
    }

    private void replace(IndexSnapshot newer) throws IOException {
        IndexSnapshot unused = newer;
        synchronized (this) {
            if (snapshot != null) {
                unused = snapshot;
                snapshot = newer;
            }
        }
        unused.release();
    }

    /** The checkpoint that this reader shows. */
    public synchronized long checkpoint() {
        return open().manifest().checkpoint();
    }

    /** How many records there are. */
    public GraphCounts counts() throws IOException {
        return read(at -> new GraphCounts(
                at.reader(Kind.DOCUMENT).numDocs(),
                at.reader(Kind.CHUNK).numDocs(),
                at.reader(Kind.ENTITY).numDocs(),
                at.reader(Kind.RELATIONSHIP).numDocs()));
    }

    /** What a document says. */
    public Optional<DocumentGraph> document(String id) throws IOException {
        return read(at -> at.get(Kind.DOCUMENT, id, Fields.DOCUMENT_GRAPHS));
    }

    /** The chunk of an id, without its embedding. */
    public Optional<IndexedChunk> chunk(String id) throws IOException {
        return read(at -> at.get(Kind.CHUNK, id, Fields.CHUNKS));
    }

    /** The entity of an id. */
    public Optional<Entity> entity(String id) throws IOException {
        return read(at -> at.get(Kind.ENTITY, id, Fields.ENTITIES));
    }

    /** All names that are one entity with that of an id. */
    public Optional<EntityCluster> cluster(String entityId) throws IOException {
        return read(at -> new Clusters(at).read(entityId));
    }

    /** Entities that have this name or alias, but for case, width and spacing; {@code type} null for any. */
    public List<Entity> named(String name, String type, int limit) throws IOException {
        return entities(type, limit, search -> List.of(search.named(name)));
    }

    /** Entities that have a name or alias, or a word of one, that begins so; {@code type} null for any. */
    public List<Entity> startingWith(String prefix, String type, int limit) throws IOException {
        return entities(type, limit, search -> List.of(search.startingWith(prefix)));
    }

    /** Entities that have a name or alias within {@code edits} (1 or 2), the nearest first; {@code type} null for any. */
    public List<Entity> like(String name, int edits, String type, int limit) throws IOException {
        if (edits < 1 || edits > EntitySearch.MAX_EDITS) {
            throw new IllegalArgumentException(
                    "edits must be from 1 to " + EntitySearch.MAX_EDITS + " (got " + edits + ")");
        }
        return entities(
                type,
                limit,
                search -> edits == 1
                        ? List.of(search.named(name), search.like(name, 1))
                        : List.of(search.named(name), search.like(name, 1), search.like(name, 2)));
    }

    /**
     * Entities by whatever one remembers of a name: those of exactly this name first, then those with all its words,
     * those that begin so, those one edit away and two; {@code type} null for any.
     */
    public List<Entity> find(String name, String type, int limit) throws IOException {
        return entities(
                type,
                limit,
                search -> List.of(
                        search.named(name),
                        search.withWords(name),
                        search.startingWith(name),
                        search.like(name, 1),
                        search.like(name, EntitySearch.MAX_EDITS)));
    }

    /** Entities of a type ({@code null}: of any), those of most documents first. */
    public List<Entity> entities(String type, int limit) throws IOException {
        return entities(type, limit, search -> List.of(new MatchAllDocsQuery()));
    }

    /** The entities of most relationships and documents together. */
    public List<BusyEntity> busiest(int limit) throws IOException {
        atLeastOne(limit);
        return read(at -> new BusiestEntities(at).find(limit));
    }

    /** Relationships of an entity, under all of its names; {@code predicate} is a name or a Wikidata id, or null for any. */
    public List<NamedRelationship> relationships(String entityId, Direction direction, String predicate, int limit)
            throws IOException {
        atLeastOne(limit);
        return read(at -> new RelationshipSearch(at).find(entityId, direction, predicate, limit));
    }

    /** Relationships of all entities with a predicate, a name or a Wikidata id, or null for any. */
    public List<NamedRelationship> relationships(String predicate, int limit) throws IOException {
        return relationships(null, Direction.BOTH, predicate, limit);
    }

    /**
     * The best path of at most three relationships between two entities, under all of their names: the highest product of
     * confidences.
     */
    public Optional<GraphPath> path(String fromEntityId, String toEntityId) throws IOException {
        return read(at -> new PathSearch(at).find(fromEntityId, toEntityId));
    }

    /** Chunks by words, by a vector of 384 components, or by both; one of them may be null. */
    public List<SemanticHit> semantic(String text, float[] vector, int limit) throws IOException {
        atLeastOne(limit);
        if (text == null && vector == null) {
            throw new IllegalArgumentException("a semantic query must have a text or a vector (got neither)");
        }
        return read(at -> new SemanticSearch(at).find(text, vector, limit));
    }

    /** Writes the canonical form of the graph, a line of JSON for each record, sorted by kind and id, in UTF-8. */
    public void export(OutputStream out) throws IOException {
        export(new CanonicalLines(out));
    }

    /** Writes all records, sorted by kind and id: chunks, documents, entities, links, relationships; and completes. */
    public void export(GraphWriter writer) throws IOException {
        read(at -> {
            new GraphWalk(at).write(writer);
            writer.complete();
            return null;
        });
    }

    private interface Steps {
        List<Query> of(EntitySearch search);
    }

    private List<Entity> entities(String type, int limit, Steps steps) throws IOException {
        atLeastOne(limit);
        return read(at -> {
            EntitySearch search = new EntitySearch(at);
            return search.inOrder(steps.of(search), type, limit);
        });
    }

    private <T> T read(Read<T> read) throws IOException {
        IndexSnapshot held;
        synchronized (this) {
            held = open();
            held.acquire();
        }
        try {
            return read.from(held);
        } finally {
            held.release();
        }
    }

    private synchronized IndexSnapshot open() {
        if (snapshot == null) {
            throw new IllegalStateException("the reader is closed");
        }
        return snapshot;
    }

    private static void atLeastOne(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1 (got " + limit + ")");
        }
    }

    /** Queries in flight come to their end first; a call that begins later fails. */
    @Override
    public void close() throws IOException {
        synchronized (refreshing) {
            IndexSnapshot last;
            synchronized (this) {
                last = snapshot;
                snapshot = null;
            }
            if (last != null) {
                last.release();
                manifests.close();
            }
        }
    }
}
