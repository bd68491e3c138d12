package io.knowstream.index.elasticsearch;

import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.Ids;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * A task's attempt at the indices: the number that it has claimed, the versions of its writes, and what others have written
 * that is no part of what it goes on from. Used by one thread.
 */
final class IndexAttempt implements Closeable {

    /**
     * The task.
     *
     * @param job its job's id
     * @param keyGroups how many groups of keys the job has
     * @param firstGroup the first of the task
     * @param lastGroup the last of the task
     */
    record Task(String job, int keyGroups, int firstGroup, int lastGroup) {}

    private final ElasticsearchConnection connection;
    private final ServerIndices indices;
    private final StrayWrites strays;
    private final Attempts claims;
    private final Task task;
    private final AttemptHistory history;
    private final boolean mayMiss;
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
        SortedMap<String, String> now = indices.make();
        numbers.add(claims.claim(remembered.highest()));
        Map<Long, Long> purges = claims.purges();
        // Who remembers nothing misses nothing.
        mayMiss = !remembered.indices().isEmpty() && remembered.mayMiss(purges, now);
        history = remembered.settled(purges, now);
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
    IndexWrite write(Kind kind, String id, int group, long checkpoint, byte[] source) {
        boolean deleted = source == null;
        byte[] stamped = SourceDocument.joined(
                author().stamp(ServerIndices.name(kind), numbers.last(), checkpoint, group, deleted),
                deleted ? SourceDocument.tombstone(id) : source);
        return new IndexWrite(kind, documentKey(kind, id), IndexWrite.version(numbers.last(), ++writes), stamped);
    }

    /** The {@code _id} of a record in its index, which may not be as long as the id of a document. */
    private static String documentKey(Kind kind, String id) {
        return kind == Kind.DOCUMENT ? Ids.hash("document", id) : id;
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
            if (stray.attempt() > numbers.last()) {
                // Its writes would stand above this task's.
                numbers.add(claims.claim(stray.attempt()));
            }
            found.stray(stray);
        });
    }

    /**
     * Removes a page of tombstones that are part of a checkpoint, if there are so many.
     *
     * @throws SupersededException where a job that came later writes these indices
     */
    void tidy(long checkpoint, int atLeast) throws IOException {
        claims.requireLatest();
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
