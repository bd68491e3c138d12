package io.knowstream.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.hnsw.FlatVectorsReader;
import org.apache.lucene.index.ByteVectorValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues;
import org.apache.lucene.util.quantization.QuantizedVectorsReader;
import org.apache.lucene.util.quantization.ScalarQuantizer;

/** Reads quantised vectors without a graph and finds the nearest by comparing with each. */
final class FlatVectorsSearch extends KnnVectorsReader implements QuantizedVectorsReader {

    private final FlatVectorsReader vectors;

    FlatVectorsSearch(FlatVectorsReader vectors) {
        this.vectors = vectors;
    }

    @Override
    public void search(String field, float[] target, KnnCollector collector, Bits acceptDocs) throws IOException {
        scan(vectors.getRandomVectorScorer(field, target), collector, acceptDocs);
    }

    @Override
    public void search(String field, byte[] target, KnnCollector collector, Bits acceptDocs) throws IOException {
        scan(vectors.getRandomVectorScorer(field, target), collector, acceptDocs);
    }

    private static void scan(RandomVectorScorer scorer, KnnCollector collector, Bits acceptDocs) throws IOException {
        Bits acceptOrds = scorer.getAcceptOrds(acceptDocs);
        for (int ord = 0; ord < scorer.maxOrd() && !collector.earlyTerminated(); ord++) {
            if (acceptOrds == null || acceptOrds.get(ord)) {
                collector.incVisitedCount(1);
                collector.collect(scorer.ordToDoc(ord), scorer.score(ord));
            }
        }
    }

    @Override
    public FloatVectorValues getFloatVectorValues(String field) throws IOException {
        return vectors.getFloatVectorValues(field);
    }

    @Override
    public ByteVectorValues getByteVectorValues(String field) throws IOException {
        return vectors.getByteVectorValues(field);
    }

    /** What a merge reads. */
    @Override
    public QuantizedByteVectorValues getQuantizedVectorValues(String field) throws IOException {
        return ((QuantizedVectorsReader) vectors).getQuantizedVectorValues(field);
    }

    @Override
    public ScalarQuantizer getQuantizationState(String field) {
        return ((QuantizedVectorsReader) vectors).getQuantizationState(field);
    }

    @Override
    public void checkIntegrity() throws IOException {
        vectors.checkIntegrity();
    }

    @Override
    public long ramBytesUsed() {
        return vectors.ramBytesUsed();
    }

    @Override
    public void close() throws IOException {
        vectors.close();
    }
}
