package io.knowstream.chunking;

import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Span;
import java.util.List;

/**
 * A revision of a document with everything that cutting it into chunks needs.
 *
 * @param documentId the document's id
 * @param revision the document's revision
 * @param document null where the document is deleted
 * @param context null where the document is deleted or failed
 * @param spans the chunks' places in text order; empty where the document is deleted or failed
 * @param failure null, or why this text can never be prepared (a function of the input alone)
 * @param provisional whether it was cut the degraded way, and its chunks are extracted that way
 * @param configuration under which it was admitted; null where that is not known
 */
public record PreparedDocument(
        String documentId,
        long revision,
        Document document,
        GlobalContext context,
        List<Span> spans,
        String failure,
        boolean provisional,
        ConfigurationFingerprint configuration) {

    /** A document that is deleted, or that is extracted in full under any configuration. */
    public PreparedDocument(
            String documentId,
            long revision,
            Document document,
            GlobalContext context,
            List<Span> spans,
            String failure) {
        this(documentId, revision, document, context, spans, failure, false, null);
    }
}
