package io.knowstream.graph;

import java.util.Comparator;

/**
 * A place in a document that supports an entity or a relationship.
 *
 * @param documentId the document
 * @param start first code point in its content
 * @param end code point after the last
 * @param confidence parts per million
 */
public record Evidence(String documentId, int start, int end, int confidence) {

    /** The strongest first; then by document and place. */
    public static final Comparator<Evidence> ORDER = Comparator.comparingInt(Evidence::confidence)
            .reversed()
            .thenComparing(Evidence::documentId)
            .thenComparingInt(Evidence::start)
            .thenComparingInt(Evidence::end);
}
