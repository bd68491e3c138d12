package io.knowstream.index.elasticsearch;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of the writes of a request.
 *
 * @param again those to be sent again: the cluster was busy, away or not yet ready
 * @param why one of the reasons; null where nothing is to be sent again
 * @param refused why one of them can never succeed; null where all can
 */
record BulkOutcome(List<IndexWrite> again, String why, String refused) {

    private static final int OK = 200;
    private static final int REDIRECTED = 300;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int CONFLICT = 409;
    static final int TOO_LARGE = 413;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    /** All are written. */
    static final BulkOutcome DONE = new BulkOutcome(List.of(), null, null);

    /** What an answer for one write, or for a whole request, means. */
    enum Answer {
        /** It is written, or a later version is. */
        DONE,
        /** It may be written another time. */
        AGAIN,
        /** It never will be. */
        NEVER
    }

    /** The meaning of a status of HTTP. A conflict says that a version as high or higher is there. */
    static Answer meaning(int status) {
        if (status >= OK && status < REDIRECTED || status == CONFLICT) {
            return Answer.DONE;
        }
        return status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= SERVER_ERROR
                ? Answer.AGAIN
                : Answer.NEVER;
    }

    /** All of them are to be sent again. */
    static BulkOutcome again(List<IndexWrite> writes, String why) {
        return new BulkOutcome(List.copyOf(writes), why, null);
    }

    /** None of them will ever be written. */
    static BulkOutcome refused(String why) {
        return new BulkOutcome(List.of(), null, why);
    }

    /** What became of two requests together. */
    BulkOutcome and(BulkOutcome other) {
        List<IndexWrite> both = new ArrayList<>(again);
        both.addAll(other.again);
        return new BulkOutcome(both, why == null ? other.why : why, refused == null ? other.refused : refused);
    }
}
