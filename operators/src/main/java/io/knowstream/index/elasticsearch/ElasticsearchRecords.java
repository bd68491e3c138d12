package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.Time;
import co.elastic.clients.elasticsearch._types.mapping.FieldType;
import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.Relationship;
import io.knowstream.index.Edge;
import io.knowstream.index.EdgeEnds;
import io.knowstream.index.GraphRecords;
import io.knowstream.index.Kinds;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The documents of one point in time, which the cluster keeps for as long as something is asked every ten minutes. Safe for
 * use by many threads.
 */
final class ElasticsearchRecords implements GraphRecords, Closeable {

    private static final Time KEEP = Time.of(time -> time.time("10m"));
    private static final int PAGE = 1_000;
    /** Ids in one query: a fraction of what the server allows. */
    private static final int MAX_IDS = 10_000;

    static final SortOptions BY_ID = by(SourceDocument.ID, SortOrder.Asc);

    private final ElasticsearchClient client;
    /** One for all kinds, so that what is asked of one keeps the others too; each answer may give it a newer name. */
    private volatile String point;

    private ElasticsearchRecords(ElasticsearchClient client, String point) {
        this.client = client;
        this.point = point;
    }

    /** Opens the indices as they are now. */
    static ElasticsearchRecords open(ElasticsearchClient client, ElasticsearchConfig config) throws IOException {
        List<String> aliases = Kinds.SORTED.stream()
                .map(kind -> ServerIndices.alias(config, kind))
                .toList();
        return new ElasticsearchRecords(
                client,
                client.openPointInTime(point -> point.index(aliases).keepAlive(KEEP))
                        .id());
    }

    /** By a keyword or a number; the indices of other kinds, which a search goes over too, do not have it. */
    static SortOptions by(String name, SortOrder order) {
        return SortOptions.of(
                sort -> sort.field(field -> field.field(name).order(order).unmappedType(FieldType.Long)));
    }

    /** Those that have one of some values in a field. */
    static Query anyOf(String name, Collection<String> values) {
        List<FieldValue> all = values.stream().map(FieldValue::of).toList();
        return Query.of(query -> query.terms(terms -> terms.field(name).terms(any -> any.value(all))));
    }

    static Query term(String name, String value) {
        return Query.of(query -> query.term(term -> term.field(name).value(value)));
    }

    /** Asks for documents that are there, tombstones aside. */
    SearchResponse<ObjectNode> search(Kind kind, Query query, UnaryOperator<SearchRequest.Builder> more)
            throws IOException {
        Query there =
                new BoolQuery.Builder().must(query).filter(there(kind)).build()._toQuery();
        return answer(more.apply(new SearchRequest.Builder().query(there)));
    }

    /** The documents of a kind, tombstones aside. */
    static List<Query> there(Kind kind) {
        return List.of(
                term(SourceDocument.KIND, Kinds.name(kind)),
                Query.of(any -> any.term(term -> term.field(Author.DELETED).value(false))));
    }

    /** Sends a request to this point in time. An answer of some of the shards would be another graph's. */
    SearchResponse<ObjectNode> answer(SearchRequest.Builder request) throws IOException {
        try {
            SearchResponse<ObjectNode> answer = client.search(
                    request.pit(at -> at.id(point).keepAlive(KEEP))
                            .allowPartialSearchResults(false)
                            .build(),
                    ObjectNode.class);
            if (answer.pitId() != null) {
                point = answer.pitId();
            }
            return answer;
        } catch (ElasticsearchException e) {
            throw new IOException("Elasticsearch does not answer a query: " + e.getMessage(), e);
        }
    }

    /** How many documents there are, tombstones aside. */
    int count(Kind kind) throws IOException {
        Query all = Query.of(query -> query.matchAll(any -> any));
        return Math.toIntExact(
                search(kind, all, request -> request.size(0).trackTotalHits(total -> total.enabled(true)))
                        .hits()
                        .total()
                        .value());
    }

    /** The best records of a query, in an order. */
    <R extends Record> List<R> top(Kind kind, Query query, List<SortOptions> order, int limit, Class<R> type)
            throws IOException {
        return records(
                search(kind, query, request -> {
                    return records(request).sort(order).size(limit);
                }),
                type);
    }

    private static SearchRequest.Builder records(SearchRequest.Builder request) {
        return request.source(source -> source.filter(filter -> filter.includes(SourceDocument.RECORD)))
                .trackTotalHits(total -> total.enabled(false));
    }

    private static <R extends Record> List<R> records(SearchResponse<ObjectNode> found, Class<R> type)
            throws IOException {
        List<R> records = new ArrayList<>();
        for (Hit<ObjectNode> hit : found.hits().hits()) {
            records.add(SourceDocument.record(hit.source(), type));
        }
        return records;
    }

    /** The record of an id. */
    <R extends Record> Optional<R> get(Kind kind, String id, Class<R> type) throws IOException {
        return top(kind, term(SourceDocument.ID, id), List.of(BY_ID), 1, type).stream()
                .findFirst();
    }

    /** The records of some ids, in the order of these; those that are not there are left out. */
    <R extends Record> Map<String, R> all(Kind kind, Collection<String> ids, Class<R> type) throws IOException {
        Map<String, R> found = new LinkedHashMap<>();
        List<String> wanted = ids.stream().distinct().toList();
        wanted.forEach(id -> found.put(id, null));
        for (int from = 0; from < wanted.size(); from += PAGE) {
            List<String> some = wanted.subList(from, Math.min(wanted.size(), from + PAGE));
            SearchResponse<ObjectNode> page =
                    search(kind, anyOf(SourceDocument.ID, some), request -> request.source(source ->
                                    source.filter(filter -> filter.includes(SourceDocument.ID, SourceDocument.RECORD)))
                            .size(PAGE));
            for (Hit<ObjectNode> hit : page.hits().hits()) {
                found.put(hit.source().get(SourceDocument.ID).textValue(), SourceDocument.record(hit.source(), type));
            }
        }
        found.values().removeIf(record -> record == null);
        return found;
    }

    @Override
    public Optional<Entity> entity(String id) throws IOException {
        return get(Kind.ENTITY, id, Entity.class);
    }

    @Override
    public Optional<Relationship> relationship(String id) throws IOException {
        return get(Kind.RELATIONSHIP, id, Relationship.class);
    }

    @Override
    public Optional<EntityLink> link(String id) throws IOException {
        return get(Kind.LINK, id, EntityLink.class);
    }

    @Override
    public void links(List<EdgeEnds> ends, Consumer<Edge> edges) throws IOException {
        edges(Kind.LINK, ends, edges);
    }

    @Override
    public void relationships(List<EdgeEnds> ends, Consumer<Edge> edges) throws IOException {
        edges(Kind.RELATIONSHIP, ends, edges);
    }

    private void edges(Kind kind, List<EdgeEnds> ends, Consumer<Edge> edges) throws IOException {
        each(
                kind,
                edges(ends),
                PAGE,
                List.of(SourceDocument.ID, SourceDocument.SOURCE, SourceDocument.TARGET, SourceDocument.CONFIDENCE),
                source -> edges.accept(new Edge(
                        source.get(SourceDocument.ID).textValue(),
                        source.get(SourceDocument.SOURCE).textValue(),
                        source.get(SourceDocument.TARGET).textValue(),
                        source.get(SourceDocument.CONFIDENCE).intValue())));
    }

    /** The query for edges with one of these ends. */
    static Query edges(List<EdgeEnds> ends) {
        BoolQuery.Builder any = new BoolQuery.Builder().minimumShouldMatch("1");
        for (EdgeEnds each : ends) {
            BoolQuery.Builder all = new BoolQuery.Builder();
            if (each.sources() != null) {
                all.filter(oneOf(SourceDocument.SOURCE, List.copyOf(each.sources())));
            }
            if (each.targets() != null) {
                all.filter(oneOf(SourceDocument.TARGET, List.copyOf(each.targets())));
            }
            any.should(all.build()._toQuery());
        }
        return any.build()._toQuery();
    }

    /** The server takes 65,536 values in one clause. */
    private static Query oneOf(String name, List<String> values) {
        BoolQuery.Builder any = new BoolQuery.Builder().minimumShouldMatch("1");
        for (int from = 0; from < values.size() || from == 0; from += MAX_IDS) {
            any.should(anyOf(name, values.subList(from, Math.min(values.size(), from + MAX_IDS))));
        }
        return any.build()._toQuery();
    }

    /** Takes a document that was found. */
    @FunctionalInterface
    interface Take {
        /** Its source. */
        void source(ObjectNode source) throws IOException;
    }

    /** Reads all documents of a query in the order of their ids, page by page. */
    void each(Kind kind, Query query, int pageSize, List<String> fields, Take take) throws IOException {
        List<FieldValue> after = List.of();
        while (true) {
            List<FieldValue> from = after;
            List<Hit<ObjectNode>> hits = search(kind, query, request -> {
                        request.source(source -> source.filter(filter -> filter.includes(fields)))
                                .sort(BY_ID)
                                .size(pageSize)
                                .trackTotalHits(total -> total.enabled(false));
                        return from.isEmpty() ? request : request.searchAfter(from);
                    })
                    .hits()
                    .hits();
            for (Hit<ObjectNode> hit : hits) {
                take.source(hit.source());
            }
            if (hits.size() < pageSize) {
                return;
            }
            after = hits.get(hits.size() - 1).sort();
        }
    }

    /** Lets the cluster forget the point in time. */
    @Override
    public void close() throws IOException {
        client.closePointInTime(close -> close.id(point));
    }
}
