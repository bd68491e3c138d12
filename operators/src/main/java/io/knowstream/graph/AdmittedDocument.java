package io.knowstream.graph;

/**
 * A document that changed, with the number of its revision.
 *
 * @param documentId the document's id
 * @param revision counts the changes of this document, from 1; later changes have higher numbers
 * @param document null where the document is deleted
 */
public record AdmittedDocument(String documentId, long revision, Document document) {}
