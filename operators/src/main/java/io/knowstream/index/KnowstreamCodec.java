package io.knowstream.index;

import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswScalarQuantizedVectorsFormat;

/**
 * Lucene's codec with quantised vectors: HNSW graphs (Malkov and Yashunin, 2018) with M 16 and efConstruction 200 over
 * components of seven bits.
 *
 * <p>Public, with a public constructor, because Lucene finds it by its name in every segment.
 */
public final class KnowstreamCodec extends FilterCodec {

    /** Neighbours of a node on the upper levels; twice as many on the lowest. Lucene calls it maxConn. */
    static final int M = 16;

    /** Candidates kept while a node is inserted. Lucene calls it beamWidth. */
    static final int EF_CONSTRUCTION = 200;

    private static final String NAME = "Knowstream1";

    private final KnnVectorsFormat vectors = new Lucene99HnswScalarQuantizedVectorsFormat(M, EF_CONSTRUCTION);

    public KnowstreamCodec() {
        super(NAME, new Lucene912Codec());
    }

    @Override
    public KnnVectorsFormat knnVectorsFormat() {
        return vectors;
    }
}
