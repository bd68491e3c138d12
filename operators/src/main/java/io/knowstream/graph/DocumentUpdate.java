package io.knowstream.graph;

import java.util.Objects;

/**
 * One valid record of the documents topic: what a document says now, or that it is gone.
 *
 * @param documentId the document's id
 * @param document null where the document is deleted
 * @param version null where the publisher gave none
 */
public record DocumentUpdate(String documentId, Document document, Long version) {

    public DocumentUpdate {
        Objects.requireNonNull(documentId, "documentId");
    }

    /** A new or replaced document. */
    public static DocumentUpdate upsert(Document document) {
        return new DocumentUpdate(document.id(), document, document.version());
    }

    /** A deleted document. */
    public static DocumentUpdate delete(String documentId, Long version) {
        return new DocumentUpdate(documentId, null, version);
    }
}
