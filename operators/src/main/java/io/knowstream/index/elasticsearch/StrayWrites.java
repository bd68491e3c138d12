package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.search.Hit;
import java.io.IOException;
import java.util.List;

/** Finds documents by who wrote them, and removes tombstones. Used by one thread. */
final class StrayWrites {

    private static final int PAGE = 1_000;

    private static final List<SortOptions> BY_ID =
            List.of(ascending(SourceDocument.ID), ascending(SourceDocument.KIND));

    /** A document that stands in its index and should not. */
    record Stray(String kind, String id, long attempt) {}

    /** Is told of strays. */
    @FunctionalInterface
    interface Found {
        /** One of them. */
        void stray(Stray stray) throws Exception;
    }

    private final ElasticsearchClient client;
    private final ServerIndices indices;

    StrayWrites(ElasticsearchClient client, ServerIndices indices) {
        this.client = client;
        this.indices = indices;
    }

    /** Tells all documents that a search sees now and that are no part of what an author goes on from; their number. */
    long find(Author author, Found found) throws Exception {
        Query query = author.strays();
        List<FieldValue> after = List.of();
        long count = 0;
        while (true) {
            // Ids do not change: what is set right meanwhile leaves the order of the others as it is.
            List<FieldValue> from = after;
            SearchResponse<Stray> page = client.search(
                    search -> {
                        search.index(indices.aliases())
                                .query(query)
                                .sort(BY_ID)
                                .size(PAGE)
                                .trackTotalHits(total -> total.enabled(false))
                                .source(source -> source.filter(filter ->
                                        filter.includes(SourceDocument.KIND, SourceDocument.ID, Author.ATTEMPT)));
                        return from.isEmpty() ? search : search.searchAfter(from);
                    },
                    Stray.class);
            List<Hit<Stray>> hits = page.hits().hits();
            for (Hit<Stray> hit : hits) {
                found.stray(hit.source());
                count++;
            }
            if (hits.size() < PAGE) {
                return count;
            }
            after = hits.get(hits.size() - 1).sort();
        }
    }

    /** How many tombstones are part of a checkpoint. */
    long tombstones(Author author, long checkpoint) throws IOException {
        return client.count(count -> count.index(indices.aliases()).query(author.tombstones(checkpoint)))
                .count();
    }

    /**
     * Removes tombstones that are part of a checkpoint, one page of them. One that was written over meanwhile stays.
     *
     * @return how many there were
     */
    int removeTombstones(Author author, long checkpoint) throws IOException {
        SearchResponse<Void> page = client.search(
                search -> search.index(indices.aliases())
                        .query(author.tombstones(checkpoint))
                        .sort(BY_ID)
                        .size(PAGE)
                        .seqNoPrimaryTerm(true)
                        .source(source -> source.fetch(false)),
                Void.class);
        List<BulkOperation> deletions = page.hits().hits().stream()
                .map(hit -> BulkOperation.of(operation -> operation.delete(delete -> delete.index(hit.index())
                        .id(hit.id())
                        .ifSeqNo(hit.seqNo())
                        .ifPrimaryTerm(hit.primaryTerm()))))
                .toList();
        if (!deletions.isEmpty()) {
            client.bulk(BulkRequest.of(bulk -> bulk.operations(deletions)));
        }
        return deletions.size();
    }

    private static SortOptions ascending(String name) {
        return SortOptions.of(sort -> sort.field(field -> field.field(name).order(SortOrder.Asc)));
    }
}
