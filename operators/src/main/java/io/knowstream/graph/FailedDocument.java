package io.knowstream.graph;

/**
 * A document of which a part can never be processed, a function of the document alone; the rest of it is in the graph.
 *
 * @param document the document itself
 * @param stage the part of the job that refused it: {@code preparation} or {@code extraction}
 * @param reason what was refused, where and why, for a person
 */
public record FailedDocument(Document document, String stage, String reason) {}
