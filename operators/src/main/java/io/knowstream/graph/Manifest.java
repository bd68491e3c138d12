package io.knowstream.graph;

import java.util.List;

/**
 * What one revision of a document consists of.
 *
 * @param documentId the document's id
 * @param revision the document's revision
 * @param document null where the document is deleted
 * @param context the global context; null where the document is deleted
 * @param chunks in text order; empty where the document is deleted
 * @param failure null, or why this text can never be prepared (a function of the input alone); it then has no chunks
 * @param configuration under which the document was admitted; null where that is not known
 */
public record Manifest(
        String documentId,
        long revision,
        Document document,
        GlobalContext context,
        List<Chunk> chunks,
        String failure,
        ConfigurationFingerprint configuration) {

    /** The manifest of a document that was prepared, or that is deleted. */
    public Manifest(String documentId, long revision, Document document, GlobalContext context, List<Chunk> chunks) {
        this(documentId, revision, document, context, chunks, null, null);
    }
}
