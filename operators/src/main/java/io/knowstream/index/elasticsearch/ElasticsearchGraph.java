package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.GraphWriter;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import io.knowstream.index.Direction;
import io.knowstream.index.EdgeEnds;
import io.knowstream.index.EntityCluster;
import io.knowstream.index.GraphCounts;
import io.knowstream.index.GraphPath;
import io.knowstream.index.GraphTraversal;
import io.knowstream.index.Kinds;
import io.knowstream.index.NamedRelationship;
import io.knowstream.index.ReadableGraph;
import io.knowstream.index.SearchTerms;
import io.knowstream.index.SemanticHit;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the graph that a job writes to Elasticsearch, as it was when this was opened. While the job is behind it may hold a
 * part of a document's changes; once the job is quiet it is the graph of the documents.
 *
 * <p>Names of more than a hundred characters are not found with typing errors. The cluster keeps what is shown for as long as
 * something is asked every ten minutes.
 */
public final class ElasticsearchGraph implements ReadableGraph {

    private static final Logger LOG = LoggerFactory.getLogger(ElasticsearchGraph.class);

    private static final List<SortOptions> MOST_CONFIDENT =
            List.of(ElasticsearchRecords.by(SourceDocument.CONFIDENCE, SortOrder.Desc), ElasticsearchRecords.BY_ID);

    /** Records of a page of an export: documents and chunks may be large. */
    private static final Map<Kind, Integer> PAGES =
            Map.of(Kind.DOCUMENT, 20, Kind.CHUNK, 200, Kind.ENTITY, 1_000, Kind.LINK, 1_000, Kind.RELATIONSHIP, 1_000);

    /** What is asked for at most: the largest window that the indices allow. */
    private static final int MAX_LIMIT = 100_000;

    private final ElasticsearchConnection connection;
    private final ElasticsearchRecords records;

    private ElasticsearchGraph(ElasticsearchConnection connection, ElasticsearchRecords records) {
        this.connection = connection;
        this.records = records;
    }

    /**
     * Opens the graph as it is now.
     *
     * @throws IOException where the cluster does not answer, or has no such indices
     */
    public static ElasticsearchGraph open(ElasticsearchConfig config) throws IOException {
        ElasticsearchConnection connection = ElasticsearchConnection.open(config);
        try {
            refresh(connection, config);
            return new ElasticsearchGraph(connection, ElasticsearchRecords.open(connection.client(), config));
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw new IOException(
                    "the indices " + config.prefix() + "-* at " + String.join(", ", config.hosts())
                            + " cannot be read: " + e.getMessage(),
                    e);
        }
    }

    /** Who may only read may not do that: what was written within a second may then not be shown yet. */
    private static void refresh(ElasticsearchConnection connection, ElasticsearchConfig config) throws IOException {
        try {
            new ServerIndices(connection.client(), config).refresh();
        } catch (IOException | ElasticsearchException e) {
            if (ServerErrors.status(e) != ServerErrors.FORBIDDEN) {
                throw e;
            }
            LOG.debug("{}-* are read without a refresh, which this user may not ask for", config.prefix());
        }
    }

    @Override
    public GraphCounts counts() throws IOException {
        return new GraphCounts(
                records.count(Kind.DOCUMENT),
                records.count(Kind.CHUNK),
                records.count(Kind.ENTITY),
                records.count(Kind.RELATIONSHIP));
    }

    @Override
    public Optional<DocumentGraph> document(String id) throws IOException {
        return records.get(Kind.DOCUMENT, id, DocumentGraph.class);
    }

    @Override
    public Optional<IndexedChunk> chunk(String id) throws IOException {
        return records.get(Kind.CHUNK, id, IndexedChunk.class);
    }

    @Override
    public Optional<Entity> entity(String id) throws IOException {
        return records.entity(id);
    }

    @Override
    public Optional<EntityCluster> cluster(String entityId) throws IOException {
        return new GraphTraversal(records).cluster(entityId);
    }

    @Override
    public List<Entity> named(String name, String type, int limit) throws IOException {
        String normal = SearchTerms.name(name);
        return search(type, limit).inOrder(List.of(EntityQueries.named(normal)));
    }

    @Override
    public List<Entity> startingWith(String prefix, String type, int limit) throws IOException {
        String normal = SearchTerms.name(prefix);
        return search(type, limit).inOrder(List.of(EntityQueries.startingWith(normal)));
    }

    @Override
    public List<Entity> like(String name, int edits, String type, int limit) throws IOException {
        if (edits < 1 || edits > EntityQueries.MAX_EDITS) {
            throw new IllegalArgumentException(
                    "edits must be from 1 to " + EntityQueries.MAX_EDITS + " (got " + edits + ")");
        }
        return search(type, limit).inOrder(EntityQueries.like(SearchTerms.name(name), edits));
    }

    @Override
    public List<Entity> find(String name, String type, int limit) throws IOException {
        return search(type, limit).inOrder(EntityQueries.anything(SearchTerms.name(name)));
    }

    @Override
    public List<Entity> entities(String type, int limit) throws IOException {
        return search(type, limit).inOrder(List.of(Query.of(query -> query.matchAll(all -> all))));
    }

    private EntityQueries search(String type, int limit) {
        return new EntityQueries(records, type, within(limit));
    }

    @Override
    public List<NamedRelationship> relationships(String entityId, Direction direction, String predicate, int limit)
            throws IOException {
        BoolQuery.Builder query = new BoolQuery.Builder();
        GraphTraversal traversal = new GraphTraversal(records);
        if (entityId != null) {
            query.filter(ElasticsearchRecords.edges(EdgeEnds.of(traversal.members(entityId), direction)));
        }
        if (predicate != null) {
            query.filter(ElasticsearchRecords.term(SourceDocument.PREDICATE, SearchTerms.name(predicate)));
        }
        return traversal.named(records.top(
                Kind.RELATIONSHIP, query.build()._toQuery(), MOST_CONFIDENT, within(limit), Relationship.class));
    }

    @Override
    public Optional<GraphPath> path(String fromEntityId, String toEntityId) throws IOException {
        return new GraphTraversal(records).path(fromEntityId, toEntityId);
    }

    @Override
    public List<SemanticHit> semantic(String text, float[] vector, int limit) throws IOException {
        if (text == null && vector == null) {
            throw new IllegalArgumentException("a semantic query must have a text or a vector (got neither)");
        }
        return new PassageQueries(records).find(text, vector, within(limit));
    }

    private static int within(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be from 1 to " + MAX_LIMIT + " (got " + limit + ")");
        }
        return limit;
    }

    @Override
    public void export(GraphWriter writer) throws IOException {
        Query all = Query.of(query -> query.matchAll(any -> any));
        for (Kind kind : Kinds.SORTED) {
            records.each(kind, all, PAGES.get(kind), List.of(SourceDocument.RECORD), source -> {
                switch (kind) {
                    case CHUNK -> writer.chunk(SourceDocument.record(source, IndexedChunk.class));
                    case DOCUMENT -> writer.document(SourceDocument.record(source, DocumentGraph.class));
                    case ENTITY -> writer.entity(SourceDocument.record(source, Entity.class));
                    case LINK -> writer.link(SourceDocument.record(source, EntityLink.class));
                    case RELATIONSHIP -> writer.relationship(SourceDocument.record(source, Relationship.class));
                }
            });
        }
        writer.complete();
    }

    /** Lets the cluster forget what was shown; a query that begins later fails. */
    @Override
    public void close() throws IOException {
        try {
            records.close();
        } catch (IOException | ElasticsearchException e) {
            LOG.warn("Elasticsearch was not told that a graph is closed; it forgets it in ten minutes", e);
        } finally {
            connection.close();
        }
    }
}
