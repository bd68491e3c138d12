package io.knowstream.index;

import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.GraphWriter;
import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;

/**
 * A walk over all records, sorted by kind and id (in code point order).
 *
 * <p>The ids are read from the sorted terms of all segments, merged as they are read, so that memory does not grow with
 * the graph, and equal graphs give equal bytes whatever their segments are.
 */
final class GraphWalk {

    private final IndexSnapshot snapshot;

    GraphWalk(IndexSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Writes all records. */
    void write(GraphWriter writer) throws IOException {
        for (Kind kind : Kinds.SORTED) {
            write(kind, writer);
        }
    }

    private void write(Kind kind, GraphWriter writer) throws IOException {
        IndexReader reader = snapshot.reader(kind);
        Terms ids = MultiTerms.getTerms(reader, Fields.ID);
        if (ids == null) {
            return;
        }
        Bits live = MultiBits.getLiveDocs(reader);
        TermsEnum sorted = ids.iterator();
        PostingsEnum postings = null;
        while (sorted.next() != null) {
            postings = sorted.postings(postings, PostingsEnum.NONE);
            for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
                if (live == null || live.get(doc)) {
                    write(kind, doc, writer);
                }
            }
        }
    }

    private void write(Kind kind, int doc, GraphWriter writer) throws IOException {
        switch (kind) {
            case CHUNK -> writer.chunk(snapshot.record(kind, doc, Fields.CHUNKS));
            case DOCUMENT -> writer.document(snapshot.record(kind, doc, Fields.DOCUMENT_GRAPHS));
            case ENTITY -> writer.entity(snapshot.record(kind, doc, Fields.ENTITIES));
            case LINK -> writer.link(snapshot.record(kind, doc, Fields.LINKS));
            case RELATIONSHIP -> writer.relationship(snapshot.record(kind, doc, Fields.RELATIONSHIPS));
        }
    }
}
