package io.knowstream.index.elasticsearch;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose writes are part of what a task goes on from, as its checkpoint remembers it. A write is stamped with its attempt and
 * with the last checkpoint that was behind the writer then: it is part of a later checkpoint that the same run of the job
 * has made, and of no other.
 *
 * @param format of this record in state
 * @param floor attempts up to this one are too long ago to be told apart: what they have left is valid
 * @param attempts the attempts of this run and of those that it goes on from, each with the checkpoint up to which its writes
 *     are part of it
 * @param settled attempts of other runs whose tombstones were removed, with the checkpoint up to which they were: what they
 *     had removed was written again
 * @param indices the uuid of the index of each kind in which all of this stands, and of that of who writes
 */
record AttemptHistory(
        int format,
        long floor,
        NavigableMap<Long, Long> attempts,
        NavigableMap<Long, Long> settled,
        SortedMap<String, String> indices) {

    static final int FORMAT = 1;

    /** Of nothing. */
    static final AttemptHistory NONE = new AttemptHistory(FORMAT, 0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    /** Different checkpoints that are told apart: with each restart comes one, and each is a clause of a query. */
    static final int MAX_CHECKPOINTS = 64;

    /** Of tasks that do not agree: there are no such indices. */
    private static final SortedMap<String, String> DIFFERENT = new TreeMap<>(Map.of("different", ""));

    /** That of all tasks before a restore together. */
    static AttemptHistory merged(Iterable<String> remembered) throws IOException {
        AttemptHistory all = NONE;
        for (String each : remembered) {
            AttemptHistory one = SourceDocument.JSON.readValue(each, AttemptHistory.class);
            if (one.format != FORMAT) {
                throw new IOException(
                        "the state of the index's attempts must have format " + FORMAT + " (got " + one.format + ")");
            }
            all = new AttemptHistory(
                    FORMAT,
                    Math.max(all.floor, one.floor),
                    merged(all.attempts, one.attempts),
                    merged(all.settled, one.settled),
                    all == NONE || all.indices.equals(one.indices) ? one.indices : DIFFERENT);
        }
        return all;
    }

    private static NavigableMap<Long, Long> merged(Map<Long, Long> left, Map<Long, Long> right) {
        NavigableMap<Long, Long> both = new TreeMap<>(left);
        right.forEach((attempt, checkpoint) -> both.merge(attempt, checkpoint, Math::max));
        return both;
    }

    /** The highest attempt that it knows. */
    long highest() {
        return attempts.isEmpty() ? floor : Math.max(floor, attempts.lastKey());
    }

    /** The same with attempts whose writes up to a checkpoint are part of it; the oldest are forgotten. */
    AttemptHistory with(Collection<Long> mine, long checkpoint) {
        NavigableMap<Long, Long> now = new TreeMap<>(attempts);
        mine.forEach(attempt -> now.put(attempt, checkpoint));
        SortedSet<Long> checkpoints = new TreeSet<>(now.values());
        long least = floor;
        while (checkpoints.size() > MAX_CHECKPOINTS) {
            long oldest = now.firstKey();
            least = Math.max(least, oldest);
            now.remove(oldest);
            checkpoints = new TreeSet<>(now.values());
        }
        return new AttemptHistory(format, least, now, settled, indices);
    }

    /** The same where what others have removed was written again, into these indices. */
    AttemptHistory settled(Map<Long, Long> purges, SortedMap<String, String> now) {
        NavigableMap<Long, Long> ofOthers = new TreeMap<>(purges);
        ofOthers.entrySet()
                .removeIf(purge -> purge.getKey() <= floor || reached(attempts, purge.getKey()) >= purge.getValue());
        return new AttemptHistory(format, floor, attempts, ofOthers, now);
    }

    /**
     * Whether records may be missing that this history has: where tombstones of a deletion were removed that is no part of
     * it, or where an index is not the one that was written.
     *
     * @param purges the attempts that have removed tombstones, each with the checkpoint up to which it did
     * @param now the indices that there are
     */
    boolean mayMiss(Map<Long, Long> purges, Map<String, String> now) {
        return !indices.equals(now)
                || purges.entrySet().stream()
                        .anyMatch(purge -> purge.getKey() > floor
                                && reached(attempts, purge.getKey()) < purge.getValue()
                                && reached(settled, purge.getKey()) < purge.getValue());
    }

    private static long reached(Map<Long, Long> checkpoints, long attempt) {
        return checkpoints.getOrDefault(attempt, Long.MIN_VALUE);
    }

    String toJson() {
        try {
            return SourceDocument.JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of numbers can be written as JSON", e);
        }
    }
}
