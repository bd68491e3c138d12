package io.knowstream.index;

import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.GraphChange.Kind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;

/**
 * The canonical form of the whole graph: a line of JSON for each record, sorted by kind and id (in code point order).
 *
 * <p>The ids are read from the sorted terms of all segments, merged as they are read, so that memory does not grow with
 * the graph, and equal graphs give equal bytes whatever their segments are.
 */
final class CanonicalExport {

    private final IndexSnapshot snapshot;

    CanonicalExport(IndexSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Writes all lines and flushes; the stream stays open. */
    void write(OutputStream out) throws IOException {
        Writer lines = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        for (Kind kind : Kinds.SORTED) {
            write(kind, lines);
        }
        lines.flush();
    }

    private void write(Kind kind, Writer lines) throws IOException {
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
                    lines.write(line(kind, doc));
                    lines.write('\n');
                }
            }
        }
    }

    private String line(Kind kind, int doc) throws IOException {
        return switch (kind) {
            case CHUNK -> CanonicalJson.of(snapshot.record(kind, doc, Fields.CHUNKS));
            case DOCUMENT -> CanonicalJson.of(snapshot.record(kind, doc, Fields.DOCUMENT_GRAPHS));
            case ENTITY -> CanonicalJson.of(snapshot.record(kind, doc, Fields.ENTITIES));
            case RELATIONSHIP -> CanonicalJson.of(snapshot.record(kind, doc, Fields.RELATIONSHIPS));
        };
    }
}
