package io.knowstream.job.kafka;

import io.knowstream.graph.DocumentUpdate;

/** What decoding makes of a record: an update of a document, or a refusal. */
sealed interface Decoded {

    /** The record is valid. */
    record Accepted(DocumentUpdate update) implements Decoded {}

    /**
     * The record is refused.
     *
     * @param reason what was wrong, where, what was there, and what is allowed
     * @param documentId the document that it speaks of; null where that cannot be known
     */
    record Rejected(String reason, String documentId) implements Decoded {}
}
