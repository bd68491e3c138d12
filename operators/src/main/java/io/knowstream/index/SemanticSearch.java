package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.IndexedChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.VectorUtil;

/**
 * Finds chunks by meaning and by words: the nearest vectors and the best texts after BM25, fused by
 * reciprocal ranks.
 *
 * <p>A chunk's score is the sum of {@code 1 / (60 + rank)} over both lists (Cormack, Clarke and Büttcher: Reciprocal
 * Rank Fusion outperforms Condorcet and individual Rank Learning Methods, SIGIR 2009).
 */
final class SemanticSearch {

    /** The constant k of the paper. */
    static final int K = 60;

    /** How far down each list is read, at least: enough to find the best ten by the exact order of their vectors. */
    private static final int DEPTH = 50;

    private static final int MAX_WORDS = 256;
    private static final Sort BEST = new Sort(SortField.FIELD_SCORE, IndexSnapshot.BY_ID);

    private static final class Ranks {
        private final int doc;
        private final String id;
        private int vector;
        private int text;

        Ranks(int doc, String id) {
            this.doc = doc;
            this.id = id;
        }

        double score() {
            return reciprocal(vector) + reciprocal(text);
        }

        private static double reciprocal(int rank) {
            return rank == 0 ? 0 : 1.0 / (K + rank);
        }
    }

    private final IndexSnapshot snapshot;

    SemanticSearch(IndexSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** The best chunks for a text, a vector, or both; either may be null. */
    List<SemanticHit> find(String text, float[] vector, int limit) throws IOException {
        int depth = Math.max(DEPTH, limit);
        Map<Integer, Ranks> ranks = new HashMap<>();
        if (vector != null) {
            int rank = 0;
            for (ScoreDoc hit : nearest(unit(vector), depth)) {
                of(ranks, hit).vector = ++rank;
            }
        }
        if (text != null) {
            int rank = 0;
            for (ScoreDoc hit : search(anyWord(text), depth)) {
                of(ranks, hit).text = ++rank;
            }
        }
        List<Ranks> best = ranks.values().stream()
                .sorted(Comparator.comparingDouble(Ranks::score).reversed().thenComparing(hit -> hit.id))
                .limit(limit)
                .toList();
        List<SemanticHit> hits = new ArrayList<>();
        for (Ranks hit : best) {
            IndexedChunk chunk = snapshot.record(Kind.CHUNK, hit.doc, Fields.CHUNKS);
            hits.add(new SemanticHit(chunk, hit.score(), hit.vector, hit.text, entities(chunk)));
        }
        return hits;
    }

    /** How near the chunks are that are found for a vector, the nearest first. */
    float[] similarities(float[] vector, int limit) throws IOException {
        ScoreDoc[] hits = nearest(unit(vector), Math.max(DEPTH, limit));
        float[] similarities = new float[Math.min(limit, hits.length)];
        for (int i = 0; i < similarities.length; i++) {
            similarities[i] = hits[i].score;
        }
        return similarities;
    }

    /**
     * The nearest chunks after seven bits of each component, in the order of the whole vectors: what the bits confuse are
     * neighbours in rank, so that the best are hardly ever beyond the depth.
     */
    private ScoreDoc[] nearest(float[] vector, int depth) throws IOException {
        ScoreDoc[] hits = SideBySideSearcher.of(snapshot.searcher(Kind.CHUNK))
                .search(new NearestQuery(vector, depth), depth, BEST)
                .scoreDocs;
        ScoreDoc[] byDoc = hits.clone();
        Arrays.sort(byDoc, Comparator.comparingInt(hit -> hit.doc));
        List<LeafReaderContext> leaves = snapshot.reader(Kind.CHUNK).leaves();
        FloatVectorValues vectors = null;
        LeafReaderContext of = null;
        for (ScoreDoc hit : byDoc) {
            LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(hit.doc, leaves));
            if (leaf != of) {
                of = leaf;
                vectors = leaf.reader().getFloatVectorValues(Fields.EMBEDDING);
            }
            vectors.advance(hit.doc - leaf.docBase);
            hit.score = VectorUtil.dotProduct(vector, vectors.vectorValue());
        }
        Arrays.sort(
                hits, Comparator.comparingDouble((ScoreDoc hit) -> -hit.score).thenComparing(hit ->
                        (BytesRef) ((FieldDoc) hit).fields[1]));
        return hits;
    }

    /** Common words are in many chunks, so that this costs milliseconds as well. */
    private ScoreDoc[] search(Query query, int depth) throws IOException {
        return SideBySideSearcher.of(snapshot.searcher(Kind.CHUNK)).search(query, depth, BEST).scoreDocs;
    }

    private static Ranks of(Map<Integer, Ranks> ranks, ScoreDoc hit) {
        BytesRef id = (BytesRef) ((FieldDoc) hit).fields[1];
        return ranks.computeIfAbsent(hit.doc, doc -> new Ranks(doc, id.utf8ToString()));
    }

    /** A query vector at length one. */
    static float[] unit(float[] vector) {
        float[] unit = Fields.embedding(vector).clone();
        try {
            VectorUtil.l2normalize(VectorUtil.checkFinite(unit));
            return unit;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a query vector must be finite and not zero", e);
        }
    }

    private static Query anyWord(String text) {
        try (TextAnalyzer analyzer = new TextAnalyzer()) {
            BooleanQuery.Builder any = new BooleanQuery.Builder();
            for (String word : analyzer.words(text, MAX_WORDS)) {
                any.add(new TermQuery(new Term(Fields.TEXT, word)), Occur.SHOULD);
            }
            return any.build();
        }
    }

    private List<Entity> entities(IndexedChunk chunk) throws IOException {
        List<Entity> entities = new ArrayList<>();
        for (String id : chunk.entities()) {
            snapshot.get(Kind.ENTITY, id, Fields.ENTITIES).ifPresent(entities::add);
        }
        return entities;
    }
}
