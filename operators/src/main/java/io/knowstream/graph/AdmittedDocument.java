package io.knowstream.graph;

/**
 * A document that changed, with the number of its revision.
 *
 * @param documentId the document's id
 * @param revision counts the changes of this document, from 1; later changes have higher numbers
 * @param document null where the document is deleted
 * @param provisional whether it is extracted the degraded way, to be admitted again when there is memory
 * @param configuration under which it was admitted; null where that is not known, in savepoints from before it was said
 */
public record AdmittedDocument(
        String documentId,
        long revision,
        Document document,
        boolean provisional,
        ConfigurationFingerprint configuration) {

    /** A document that is deleted, or that is extracted in full under any configuration. */
    public AdmittedDocument(String documentId, long revision, Document document) {
        this(documentId, revision, document, false, null);
    }
}
