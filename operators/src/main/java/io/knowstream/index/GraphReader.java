package io.knowstream.index;

import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.GraphWriter;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.index.GraphQuery.By;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.util.IOUtils;

/**
 * Reads the newest published graph.
 *
 * <p>It shows the graph of one checkpoint until {@link #refresh}; queries in flight keep the one that they began with.
 * Safe for use by many threads. A limit is at least 1; lists are never null, and their order is the same on every call.
 *
 * <p>A service calls {@link #refresh} as often as it wants to be up to date and, on a thread of its own, {@link #adapt} from
 * time to time, every few minutes for instance, and logs what that returns.
 */
public final class GraphReader implements ReadableGraph {

    private final ShownSnapshot shown;
    private final boolean moves;
    private final AccessCounter accesses = new AccessCounter();
    private final Adapter adapter;

    private GraphReader(ShownSnapshot shown, boolean moves) {
        this.shown = shown;
        this.moves = moves;
        this.adapter = adapter(LocalDirectory::new, new TimedReplay());
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
            return new GraphReader(new ShownSnapshot(manifests, choice.of(manifests)), moves);
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
        return shown.read(before -> moves) && shown.refresh();
    }

    /**
     * Makes the queries faster that this reader was asked since it was opened or adapted last, where it can: a cache of frequent
     * entities and fuzzy names, chunks in one segment with an HNSW graph, relationships in one segment sorted by their ends.
     * What is tried goes by {@link AccessCounts#pattern}. Each step is measured by asking the latest of these queries again, with
     * it and without; it is kept where their median is at least 10 % less and, of the ten exact nearest vectors, at least 95 %
     * are found. Answers stay the same, but for those that the approximate search of vectors gives.
     *
     * <p>Copies lie in the temporary directory of this machine, need as much room as the index that they are of, and hold until
     * a refresh brings other files of that index; an HNSW graph takes some milliseconds of one core for each chunk. Queries
     * and refreshes go on meanwhile; one thread adapts at a time, others wait. A step that fails for want of room or another
     * error leaves this reader as it was, and says so.
     *
     * <p>{@link #document}, {@link #chunk}, {@link #busiest}, {@link #counts} and exports are not counted: no step is for them.
     */
    public Adaptation adapt() {
        return adapter.adapt();
    }

    /** Adapts by another measure, or to copies in another place. */
    Adapter adapter(IndexCopy.Place place, Replay replay) {
        return new Adapter(shown, accesses, place, replay);
    }

    /** What this reader was asked since it was opened or adapted last. */
    public AccessCounts accessCounts() {
        return accesses.counts();
    }

    /** The checkpoint that this reader shows. */
    public long checkpoint() {
        return shown.checkpoint();
    }

    @Override
    public GraphCounts counts() throws IOException {
        return shown.read(at -> new GraphCounts(
                at.reader(Kind.DOCUMENT).numDocs(),
                at.reader(Kind.CHUNK).numDocs(),
                at.reader(Kind.ENTITY).numDocs(),
                at.reader(Kind.RELATIONSHIP).numDocs()));
    }

    @Override
    public Optional<DocumentGraph> document(String id) throws IOException {
        return shown.read(at -> at.get(Kind.DOCUMENT, id, Fields.DOCUMENT_GRAPHS));
    }

    @Override
    public Optional<IndexedChunk> chunk(String id) throws IOException {
        return shown.read(at -> at.get(Kind.CHUNK, id, Fields.CHUNKS));
    }

    @Override
    public Optional<Entity> entity(String id) throws IOException {
        return ask(new GraphQuery.ById(id));
    }

    @Override
    public Optional<EntityCluster> cluster(String entityId) throws IOException {
        return ask(new GraphQuery.ClusterOf(entityId));
    }

    @Override
    public List<Entity> named(String name, String type, int limit) throws IOException {
        return entities(By.NAME, name, type, limit);
    }

    @Override
    public List<Entity> startingWith(String prefix, String type, int limit) throws IOException {
        return entities(By.BEGINNING, prefix, type, limit);
    }

    @Override
    public List<Entity> like(String name, int edits, String type, int limit) throws IOException {
        if (edits < 1 || edits > EntitySearch.MAX_EDITS) {
            throw new IllegalArgumentException(
                    "edits must be from 1 to " + EntitySearch.MAX_EDITS + " (got " + edits + ")");
        }
        return entities(edits == 1 ? By.ONE_EDIT : By.TWO_EDITS, name, type, limit);
    }

    @Override
    public List<Entity> find(String name, String type, int limit) throws IOException {
        return entities(By.ANYTHING, name, type, limit);
    }

    @Override
    public List<Entity> entities(String type, int limit) throws IOException {
        return entities(By.TYPE, "", type, limit);
    }

    private List<Entity> entities(By by, String name, String type, int limit) throws IOException {
        return ask(new GraphQuery.Entities(by, Fields.name(name), type, limit));
    }

    /** The entities of most relationships and documents together. */
    public List<BusyEntity> busiest(int limit) throws IOException {
        GraphQuery.atLeastOne(limit);
        return shown.read(at -> new BusiestEntities(at).find(limit));
    }

    @Override
    public List<NamedRelationship> relationships(String entityId, Direction direction, String predicate, int limit)
            throws IOException {
        return ask(new GraphQuery.Relationships(entityId, direction, predicate, limit));
    }

    /** Relationships of all entities with a predicate, a name or a Wikidata id, or null for any. */
    public List<NamedRelationship> relationships(String predicate, int limit) throws IOException {
        return relationships(null, Direction.BOTH, predicate, limit);
    }

    @Override
    public Optional<GraphPath> path(String fromEntityId, String toEntityId) throws IOException {
        return ask(new GraphQuery.Path(fromEntityId, toEntityId));
    }

    @Override
    public List<SemanticHit> semantic(String text, float[] vector, int limit) throws IOException {
        // The query is kept, and the caller may use his array again.
        return ask(new GraphQuery.Semantic(text, vector == null ? null : vector.clone(), limit));
    }

    @Override
    public void export(GraphWriter writer) throws IOException {
        shown.read(at -> {
            new GraphWalk(at).write(writer);
            writer.complete();
            return null;
        });
    }

    private <T> T ask(GraphQuery<T> query) throws IOException {
        T answer = shown.read(at -> at.answer(query));
        accesses.count(query);
        return answer;
    }

    /** Queries in flight come to their end; a call that begins later fails. What adapting has made is removed. */
    @Override
    public void close() throws IOException {
        shown.close();
    }
}
