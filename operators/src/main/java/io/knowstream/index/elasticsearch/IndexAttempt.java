package io.knowstream.index.elasticsearch;

import io.knowstream.index.Kinds;
import io.knowstream.index.elasticsearch.Attempts.Purge;
import io.knowstream.index.elasticsearch.Attempts.Submission;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task's attempt at the indices: the number that it has claimed, the versions of its writes, and what others have written
 * that is no part of what it goes on from. Used by one thread.
 */
final class IndexAttempt implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexAttempt.class);

    /**
     * The task.
     *
     * @param job its job
     * @param keyGroups how many groups of keys the job has
     * @param firstGroup the first of the task
     * @param lastGroup the last of the task
     */
    record Task(Submission job, int keyGroups, int firstGroup, int lastGroup) {}

    private final ElasticsearchConnection connection;
    private final ServerIndices indices;
    private final StrayWrites strays;
    private final Attempts claims;
    private final Task task;
    /** As they were when the task started. */
    private final SortedMap<String, String> now;

    private AttemptHistory history;
    private boolean mayMiss;
    /** More than one only where a task that was given up has claimed a number after this one. */
    private final TreeSet<Long> numbers = new TreeSet<>();

    private long writes;

    private IndexAttempt(
            ElasticsearchConfig config, ElasticsearchConnection connection, Task task, AttemptHistory remembered)
            throws IOException {
        this.connection = connection;
        this.task = task;
        indices = new ServerIndices(connection.client(), config);
        strays = new StrayWrites(connection.client(), indices);
        claims = new Attempts(connection.client(), indices, config, task.job);
        now = indices.make();
        numbers.add(claims.claim(remembered.highest()));
        List<Purge> purges = claims.purges();
        // Who remembers nothing misses nothing. What a full page does not show may be anything.
        mayMiss = !remembered.indices().isEmpty()
                && (purges.size() == Attempts.MAX_PURGES || remembered.mayMiss(checkpoints(purges), now));
        history = remembered.settled(checkpoints(purges), now);
    }

    private static Map<Long, Long> checkpoints(List<Purge> purges) {
        return purges.stream().collect(Collectors.toMap(Purge::attempt, Purge::checkpoint, Math::max));
    }

    /**
     * Makes the indices that are missing, and claims a number.
     *
     * @param remembered the history of the checkpoint that the task goes on from; {@link AttemptHistory#NONE} for none
     * @throws SupersededException where a job that came later writes these indices
     */
    static IndexAttempt open(ElasticsearchConfig config, Task task, AttemptHistory remembered) throws IOException {
        ElasticsearchConnection connection = ElasticsearchConnection.open(config);
        try {
            return new IndexAttempt(config, connection, task, remembered);
        } catch (SupersededException e) {
            connection.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw new IOException(
                    "the indices " + config.prefix() + "-* at " + String.join(", ", config.hosts())
                            + " cannot be opened: " + e.getMessage(),
                    e);
        }
    }

    /** Whether records may be missing that the checkpoint has: then all of them are to be sent again. */
    boolean mayMiss() {
        return mayMiss;
    }

    /** Says that all of them were. */
    void sentAll() {
        mayMiss = false;
    }

    /**
     * Looks whether another job has removed tombstones since: its process was paused when this one started, and the
     * tombstones were of records that this one has. The tasks of this job remove none that are not part of what it goes on
     * from.
     */
    void lookForPurges() throws IOException {
        Map<Long, Long> ofOthers = checkpoints(claims.purges().stream()
                .filter(purge -> !task.job.id().equals(purge.submission()))
                .toList());
        if (history.mayMiss(ofOthers, now)) {
            mayMiss = true;
            history.settled().forEach((attempt, checkpoint) -> ofOthers.merge(attempt, checkpoint, Math::max));
            history = history.settled(ofOthers, now);
        }
    }

    /** What a checkpoint remembers of this attempt and those before it. */
    String remembered(long checkpoint) {
        return history.with(numbers, checkpoint).toJson();
    }

    /**
     * The next write.
     *
     * @param group of the record's key
     * @param checkpoint the last one behind the task
     * @param source the record as JSON; null where it is deleted
     */
    IndexWrite write(RecordKey record, int group, long checkpoint, byte[] source) {
        boolean deleted = source == null;
        byte[] stamped = SourceDocument.joined(
                author().stamp(Kinds.name(record.kind()), numbers.last(), checkpoint, group, deleted),
                deleted ? SourceDocument.tombstone(record.id()) : source);
        return new IndexWrite(
                record.kind(),
                ServerIndices.key(record.kind(), record.id()),
                IndexWrite.version(numbers.last(), ++writes),
                stamped);
    }

    private Author author() {
        return new Author(task.keyGroups, task.firstGroup, task.lastGroup, numbers, history);
    }

    /** Makes all that was written visible to the next look. */
    void refresh() throws IOException {
        indices.refresh();
    }

    /** Tells what stands in the indices and is no part of what this task goes on from; their number. */
    long strays(StrayWrites.Found found) throws Exception {
        return strays.find(author(), stray -> {
            if (stray.version() >= IndexWrite.version(numbers.last(), writes + 1)) {
                rise(stray);
            }
            found.stray(stray);
        });
    }

    /** What this task writes must stand above a stray. */
    private void rise(StrayWrites.Stray stray) throws IOException {
        long attempt = IndexWrite.attempt(stray.version());
        if (Attempts.isPlausible(attempt, numbers.last())) {
            numbers.add(claims.claim(attempt));
        } else {
            LOG.warn(
                    "Somebody else has written {} in {} with the version {}, above which nothing can be written: it is"
                            + " removed, and what should stand there comes when it changes after index.gc_deletes, or when the"
                            + " index is removed and written anew",
                    stray.key(),
                    stray.index(),
                    stray.version());
            strays.remove(stray);
        }
    }

    /** Removes what stands in the place of a record that cannot be told. */
    void remove(StrayWrites.Stray stray) throws IOException {
        strays.remove(stray);
    }

    /**
     * Looks who writes these indices.
     *
     * @throws SupersededException where a job that came later does
     * @throws LostIndexException where the claims of this one are lost
     */
    void requireLatest() throws IOException {
        claims.requireLatest();
    }

    /** Removes tombstones that are part of a checkpoint, if there are so many. */
    void tidy(long checkpoint, int atLeast) throws IOException {
        if (strays.tombstones(author(), checkpoint) >= atLeast) {
            claims.purges(numbers.last(), checkpoint);
            strays.removeTombstones(author(), checkpoint);
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
