package io.knowstream.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.VectorUtil;

/** The nearest vectors by comparison with all of them: what an approximate search is measured against. */
final class ExactNearest {

    /** As many as recall is told of. */
    static final int NEAREST = 10;

    private final List<float[]> queries = new ArrayList<>();
    /** The greatest similarities to each query, the least of them first. */
    private final List<PriorityQueue<Float>> nearest = new ArrayList<>();

    private ExactNearest(List<float[]> vectors) {
        for (float[] vector : vectors) {
            queries.add(SemanticSearch.unit(vector));
            nearest.add(new PriorityQueue<>());
        }
    }

    /** Reads all vectors once. */
    static ExactNearest of(IndexReader chunks, List<float[]> vectors) throws IOException {
        ExactNearest exact = new ExactNearest(vectors);
        for (LeafReaderContext leaf : chunks.leaves()) {
            FloatVectorValues values = leaf.reader().getFloatVectorValues(Fields.EMBEDDING);
            Bits live = leaf.reader().getLiveDocs();
            while (values != null && values.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                if (live == null || live.get(values.docID())) {
                    exact.offer(values.vectorValue());
                }
            }
        }
        return exact;
    }

    private void offer(float[] vector) {
        for (int i = 0; i < queries.size(); i++) {
            PriorityQueue<Float> best = nearest.get(i);
            float similarity = VectorUtil.dotProduct(queries.get(i), vector);
            if (best.size() < NEAREST) {
                best.add(similarity);
            } else if (similarity > best.element()) {
                best.remove();
                best.add(similarity);
            }
        }
    }

    /** Of the ten nearest to each query, or all where there are fewer, the share that a search finds; equally near ones count. */
    double recall(IndexSnapshot searched) throws IOException {
        long found = 0;
        long all = 0;
        for (int i = 0; i < queries.size(); i++) {
            PriorityQueue<Float> best = nearest.get(i);
            for (float similarity : new SemanticSearch(searched).similarities(queries.get(i), NEAREST)) {
                found += similarity >= best.element() ? 1 : 0;
            }
            all += best.size();
        }
        return all == 0 ? 1 : found / (double) all;
    }
}
