package io.knowstream.index;

import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;

/**
 * Lucene's codec with vectors as a {@link SizedVectorsFormat} has them.
 *
 * <p>Public, with a public constructor, because Lucene finds it by its name in every segment.
 */
public final class KnowstreamCodec extends FilterCodec {

    private static final String NAME = "Knowstream1";

    private final KnnVectorsFormat vectors;

    /** For readers. */
    public KnowstreamCodec() {
        this(IndexConfig.DEFAULT_HNSW_MIN_CHUNKS);
    }

    KnowstreamCodec(int hnswMinChunks) {
        super(NAME, new Lucene912Codec());
        vectors = new SizedVectorsFormat(hnswMinChunks);
    }

    @Override
    public KnnVectorsFormat knnVectorsFormat() {
        return vectors;
    }
}
