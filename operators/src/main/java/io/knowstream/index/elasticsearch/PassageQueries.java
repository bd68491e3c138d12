package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.search.Hit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.index.RankFusion;
import io.knowstream.index.SearchTerms;
import io.knowstream.index.SemanticHit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Finds chunks by meaning and by words: the nearest vectors and the best texts after BM25, fused by their {@linkplain
 * RankFusion ranks}. The server finds the nearest by quantised vectors; they are put into the order of the whole ones here.
 */
record PassageQueries(ElasticsearchRecords records) {

    private static final int MAX_WORDS = 256;
    /** Candidates of a shard for one that is asked for. */
    private static final int CANDIDATES = 4;
    /** What the server allows. */
    private static final int MAX_CANDIDATES = 10_000;

    private static final List<SortOptions> BEST = List.of(
            SortOptions.of(sort -> sort.score(score -> score.order(SortOrder.Desc))), ElasticsearchRecords.BY_ID);

    private record Near(String id, double similarity) {

        static final Comparator<Near> NEAREST =
                Comparator.comparingDouble(Near::similarity).reversed().thenComparing(Near::id);
    }

    /** The best chunks for a text, a vector, or both; either may be null. */
    List<SemanticHit> find(String text, float[] vector, int limit) throws IOException {
        int depth = Math.max(RankFusion.DEPTH, limit);
        RankFusion<String> ranks = new RankFusion<>();
        if (vector != null) {
            for (Near near : nearest(SearchTerms.unit(vector), Math.min(depth, MAX_CANDIDATES))) {
                ranks.vector(near.id, near.id);
            }
        }
        if (text != null) {
            for (String id : bestTexts(text, depth)) {
                ranks.text(id, id);
            }
        }
        List<RankFusion.Ranked<String>> best = ranks.best(limit);
        Map<String, IndexedChunk> chunks =
                records.all(Kind.CHUNK, best.stream().map(RankFusion.Ranked::id).toList(), IndexedChunk.class);
        Map<String, Entity> entities = records.all(
                Kind.ENTITY,
                chunks.values().stream()
                        .flatMap(chunk -> chunk.entities().stream())
                        .toList(),
                Entity.class);
        List<SemanticHit> hits = new ArrayList<>();
        for (RankFusion.Ranked<String> ranked : best) {
            IndexedChunk chunk = chunks.get(ranked.id());
            List<Entity> ofChunk = chunk.entities().stream()
                    .filter(entities::containsKey)
                    .map(entities::get)
                    .toList();
            hits.add(new SemanticHit(chunk, ranked.score(), ranked.vector(), ranked.text(), ofChunk));
        }
        return hits;
    }

    private List<Near> nearest(float[] vector, int depth) throws IOException {
        List<Float> components = new ArrayList<>(vector.length);
        for (float component : vector) {
            components.add(component);
        }
        // A tombstone has no vector.
        SearchRequest.Builder request = new SearchRequest.Builder()
                .knn(knn -> knn.field(SourceDocument.EMBEDDING)
                        .queryVector(components)
                        .k(depth)
                        .numCandidates(Math.min(MAX_CANDIDATES, depth * CANDIDATES)))
                .size(depth)
                .source(source ->
                        source.filter(filter -> filter.includes(SourceDocument.ID, SourceDocument.EMBEDDING)));
        List<Near> found = new ArrayList<>();
        for (Hit<ObjectNode> hit : records.answer(request).hits().hits()) {
            JsonNode held = hit.source().get(SourceDocument.EMBEDDING);
            // In the type and order of Lucene's own product, all but the last bits are the same.
            float similarity = 0;
            for (int i = 0; i < vector.length; i++) {
                similarity += vector[i] * held.get(i).floatValue();
            }
            found.add(new Near(hit.source().get(SourceDocument.ID).textValue(), similarity));
        }
        found.sort(Near.NEAREST);
        return found;
    }

    private List<String> bestTexts(String text, int depth) throws IOException {
        BoolQuery.Builder any = new BoolQuery.Builder().minimumShouldMatch("1");
        var words = SearchTerms.words(text, MAX_WORDS);
        if (words.isEmpty()) {
            return List.of();
        }
        words.forEach(word -> any.should(ElasticsearchRecords.term(SourceDocument.WORDS, word)));
        Query query = any.build()._toQuery();
        return records
                .search(Kind.CHUNK, query, request -> request.source(
                                source -> source.filter(filter -> filter.includes(SourceDocument.ID)))
                        .sort(BEST)
                        .size(depth)
                        .trackTotalHits(total -> total.enabled(false)))
                .hits()
                .hits()
                .stream()
                .map(hit -> hit.source().get(SourceDocument.ID).textValue())
                .toList();
    }
}
