package io.knowstream.index.elasticsearch;

/**
 * Says that an index is not the one any more that a task has found when it started. A task that starts again makes what is
 * missing, and sends all that it has.
 */
final class LostIndexException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    LostIndexException(String message) {
        super(message);
    }
}
