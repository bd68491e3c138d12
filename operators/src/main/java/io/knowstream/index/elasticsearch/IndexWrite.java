package io.knowstream.index.elasticsearch;

import io.knowstream.graph.GraphChange;
import java.io.Serializable;

/**
 * A document as it is sent to its index.
 *
 * @param kind which index
 * @param key its {@code _id} there
 * @param version external; the higher one stays
 * @param source JSON in UTF-8, without line breaks
 */
public record IndexWrite(GraphChange.Kind kind, String key, long version, byte[] source) implements Serializable {

    /** Bits of the count of an attempt's writes. */
    private static final int COUNT_BITS = 39;

    /** The highest number of an attempt. */
    static final long MAX_ATTEMPT = (1L << 63 - COUNT_BITS) - 1;

    private static final long MAX_COUNT = (1L << COUNT_BITS) - 1;

    /**
     * The version of a write: of a later attempt, whatever its count, it is higher.
     *
     * @throws IllegalStateException where one of them is too large: 16 million attempts, 549 thousand million writes
     */
    static long version(long attempt, long count) {
        if (attempt < 1 || attempt > MAX_ATTEMPT || count < 0 || count > MAX_COUNT) {
            throw new IllegalStateException("attempts must be from 1 to " + MAX_ATTEMPT + " and their writes at most "
                    + MAX_COUNT + " (got " + attempt + " and " + count + ")");
        }
        return attempt << COUNT_BITS | count;
    }

    /** The attempt that a version is of; beyond {@link #MAX_ATTEMPT} or 0 where it is nobody's. */
    static long attempt(long version) {
        return version >>> COUNT_BITS;
    }
}
