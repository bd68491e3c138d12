package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.IndexedChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
 * Finds chunks by meaning and by words: the nearest vectors and the best texts after BM25, fused by their
 * {@linkplain RankFusion ranks}.
 */
final class SemanticSearch {

    private static final int MAX_WORDS = 256;
    private static final Sort BEST = new Sort(SortField.FIELD_SCORE, IndexSnapshot.BY_ID);

    private final IndexSnapshot snapshot;

    SemanticSearch(IndexSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** The best chunks for a text, a vector, or both; either may be null. */
    List<SemanticHit> find(String text, float[] vector, int limit) throws IOException {
        int depth = Math.max(RankFusion.DEPTH, limit);
        RankFusion<Integer> ranks = new RankFusion<>();
        if (vector != null) {
            for (ScoreDoc hit : nearest(unit(vector), depth)) {
                ranks.vector(hit.doc, id(hit));
            }
        }
        if (text != null) {
            for (ScoreDoc hit : search(anyWord(text), depth)) {
                ranks.text(hit.doc, id(hit));
            }
        }
        List<SemanticHit> hits = new ArrayList<>();
        for (RankFusion.Ranked<Integer> ranked : ranks.best(limit)) {
            IndexedChunk chunk = snapshot.record(Kind.CHUNK, ranked.hit(), Fields.CHUNKS);
            hits.add(new SemanticHit(chunk, ranked.score(), ranked.vector(), ranked.text(), entities(chunk)));
        }
        return hits;
    }

    /** How near the chunks are that are found for a vector, the nearest first. */
    float[] similarities(float[] vector, int limit) throws IOException {
        ScoreDoc[] hits = nearest(unit(vector), Math.max(RankFusion.DEPTH, limit));
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

    private static String id(ScoreDoc hit) {
        return ((BytesRef) ((FieldDoc) hit).fields[1]).utf8ToString();
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
