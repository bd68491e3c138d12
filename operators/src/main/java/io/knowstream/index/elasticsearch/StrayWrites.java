package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.CountResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.elasticsearch.core.search.SourceConfig;
import co.elastic.clients.util.ObjectBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.graph.GraphChange.Kind;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Finds documents by who wrote them, and removes some. Used by one thread. */
final class StrayWrites {

    private static final int PAGE = 1_000;

    private static final List<SortOptions> BY_ID =
            List.of(ascending(SourceDocument.ID), ascending(SourceDocument.KIND));

    /**
     * A document that stands in its index and should not.
     *
     * @param index the name of the index itself
     * @param kind of the records of the index, whatever the document says
     * @param id of the record that has its place there; null where that cannot be told, as documents stand under hashes
     * @param key its {@code _id}
     * @param version external, or whatever it is that somebody else wrote
     */
    record Stray(String index, Kind kind, String id, String key, long version) {}

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
        return pages(author.strays(), source -> source.filter(filter -> filter.includes(SourceDocument.ID)), hits -> {
            for (Hit<ObjectNode> hit : hits) {
                found.stray(stray(hit));
            }
        });
    }

    private Stray stray(Hit<ObjectNode> hit) {
        Kind kind = indices.kind(hit.index());
        if (kind == null) {
            throw new LostIndexException("the index " + hit.index()
                    + " has taken the place of one that this task has found when it started");
        }
        return new Stray(hit.index(), kind, id(kind, hit.id(), hit.source()), hit.id(), hit.version());
    }

    /** What somebody else wrote may say anything of itself: the place where it stands is what counts. */
    static String id(Kind kind, String key, ObjectNode source) {
        JsonNode said = source == null ? null : source.get(SourceDocument.ID);
        if (said != null
                && said.isTextual()
                && ServerIndices.key(kind, said.textValue()).equals(key)) {
            return said.textValue();
        }
        return kind == Kind.DOCUMENT ? null : key;
    }

    /**
     * Removes a document, unless it was written over meanwhile.
     */
    void remove(Stray stray) throws IOException {
        remove(List.of(deletion(stray.index, stray.key, stray.version)));
    }

    /** How many tombstones are part of a checkpoint. */
    long tombstones(Author author, long checkpoint) throws IOException {
        CountResponse counted =
                client.count(count -> count.index(indices.aliases()).query(author.tombstones(checkpoint)));
        if (counted.shards().failed().intValue() > 0) {
            throw new IOException(counted.shards().failed() + " shards of " + indices.aliases() + " do not count");
        }
        return counted.count();
    }

    /** Removes the tombstones that are part of a checkpoint. One that was written over meanwhile stays. */
    void removeTombstones(Author author, long checkpoint) throws IOException {
        pages(
                author.tombstones(checkpoint),
                source -> source.fetch(false),
                hits -> remove(hits.stream()
                        .map(hit -> deletion(hit.index(), hit.id(), hit.version()))
                        .toList()));
    }

    /** Takes the documents of a page. */
    @FunctionalInterface
    private interface Page<E extends Exception> {
        void hits(List<Hit<ObjectNode>> hits) throws E;
    }

    /**
     * Goes through all that a query finds in the order of ids, which do not change: what is set right or removed meanwhile
     * leaves the order of the others as it is. Returns how many there were.
     */
    private <E extends Exception> long pages(
            Query query, Function<SourceConfig.Builder, ObjectBuilder<SourceConfig>> source, Page<E> page)
            throws IOException, E {
        List<FieldValue> after = List.of();
        long count = 0;
        while (true) {
            List<FieldValue> from = after;
            List<Hit<ObjectNode>> hits = client.search(
                            search -> {
                                search.index(indices.aliases())
                                        .allowPartialSearchResults(false)
                                        .query(query)
                                        .sort(BY_ID)
                                        .size(PAGE)
                                        .version(true)
                                        .trackTotalHits(total -> total.enabled(false))
                                        .source(source);
                                return from.isEmpty() ? search : search.searchAfter(from);
                            },
                            ObjectNode.class)
                    .hits()
                    .hits();
            page.hits(hits);
            count += hits.size();
            if (hits.size() < PAGE) {
                return count;
            }
            after = hits.get(hits.size() - 1).sort();
        }
    }

    private void remove(List<BulkOperation> deletions) throws IOException {
        if (!deletions.isEmpty()) {
            client.bulk(BulkRequest.of(bulk -> bulk.operations(deletions)));
        }
    }

    /**
     * A deletion by sequence number would raise the version by one, to that of the task's next write, which would then be
     * refused as one that is there. This one keeps the version, and is itself refused where another document stands there.
     */
    private static BulkOperation deletion(String index, String key, long version) {
        return BulkOperation.of(operation -> operation.delete(
                delete -> delete.index(index).id(key).version(version).versionType(VersionType.ExternalGte)));
    }

    private static SortOptions ascending(String name) {
        return SortOptions.of(sort -> sort.field(field -> field.field(name).order(SortOrder.Asc)));
    }
}
