package io.knowstream.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsReader;
import org.apache.lucene.codecs.lucene99.Lucene99ScalarQuantizedVectorsFormat;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.store.IOContext;

/**
 * Quantised vectors, components of seven bits, with an HNSW graph (Malkov and Yashunin, 2018) in segments that are large
 * enough for one; in others they are compared one by one.
 *
 * <p>A segment as a checkpoint leaves it has few vectors and soon becomes part of a larger one, and a graph that is
 * merged with deleted documents in it is made anew: most of what an index that changes costs would be graphs that nobody
 * ever searches. What is found in a small segment is inexact by the quantisation alone.
 */
final class SizedVectorsFormat extends KnnVectorsFormat {

    /** Neighbours of a node on the upper levels; twice as many on the lowest. Lucene calls it maxConn. */
    static final int M = 16;

    /** Candidates kept while a node is inserted. Lucene calls it beamWidth. */
    static final int EF_CONSTRUCTION = 200;

    private static final String NAME = "KnowstreamVectors";

    /** The attribute of a segment that tells its readers that there is no graph. */
    private static final String FLAT = NAME + ".flat";

    private final FlatVectorsFormat flat = new Lucene99ScalarQuantizedVectorsFormat();
    private final KnnVectorsFormat graph = new Lucene99HnswScalarQuantizedVectorsFormat(M, EF_CONSTRUCTION);
    private final int minGraphDocuments;

    /** @param minGraphDocuments how many documents a merged segment must have to get a graph */
    SizedVectorsFormat(int minGraphDocuments) {
        super(NAME);
        this.minGraphDocuments = minGraphDocuments;
    }

    /** Whether a segment has a graph. */
    static boolean hasGraph(LeafReader segment) {
        return segment instanceof CodecReader codec && codec.getVectorReader() instanceof Lucene99HnswVectorsReader;
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
        // How many documents a flushed segment has is not known yet.
        boolean merge = state.context.context == IOContext.Context.MERGE;
        if (merge && state.segmentInfo.maxDoc() >= minGraphDocuments) {
            return graph.fieldsWriter(state);
        }
        state.segmentInfo.putAttribute(FLAT, "true");
        return flat.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
        return state.segmentInfo.getAttribute(FLAT) == null
                ? graph.fieldsReader(state)
                : new FlatVectorsSearch(flat.fieldsReader(state));
    }
}
