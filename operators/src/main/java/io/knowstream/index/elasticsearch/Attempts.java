package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.OpType;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.aggregations.Aggregation;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.GetResponse;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of those who write, claimed in an index beside the others: a task that starts gets one that is higher than
 * all before. Used by one thread.
 */
final class Attempts {

    private static final String CLAIMED = "claimed";
    private static final int TRIES = 1_000;
    /** Jobs that are remembered: one that was superseded longer ago is not told apart from a new one. */
    private static final int MAX_JOBS = 100;

    /** What a search shows at most. */
    static final int MAX_PURGES = 10_000;

    /** Numbers that are given out even where documents that nobody knows have taken all before. */
    private static final long RESERVED = 1L << 20;

    /**
     * A job, as it was submitted once. Its id does not say that: a cluster of one job gives it the same each time.
     *
     * @param id made for each submission, and the same in all that it restarts
     * @param job its id, which people know it by
     */
    record Submission(String id, String job) implements Serializable {}

    /**
     * What was claimed.
     *
     * @param last the highest number
     * @param jobs the jobs that have claimed one, each once, the latest at the end
     */
    record Claimed(long last, List<Submission> jobs) {

        Claimed next(Submission job, long atLeast) {
            List<Submission> now = new ArrayList<>(jobs);
            if (!has(job)) {
                now.add(job);
            }
            return new Claimed(
                    Math.max(last, atLeast) + 1, now.subList(Math.max(0, now.size() - MAX_JOBS), now.size()));
        }

        /** Whether a job has claimed one. */
        boolean has(Submission job) {
            return jobs.stream().anyMatch(each -> each.id.equals(job.id));
        }

        /** Whether a job that came later has claimed one. */
        boolean supersedes(Submission job) {
            return has(job) && !latest().id.equals(job.id);
        }

        Submission latest() {
            return jobs.get(jobs.size() - 1);
        }
    }

    /**
     * That an attempt has removed tombstones.
     *
     * @param checkpoint of the attempt: those that are part of it may be gone
     * @param submission of its job
     */
    record Purge(long attempt, long checkpoint, String submission) {}

    private final ElasticsearchClient client;
    private final ServerIndices indices;
    private final ElasticsearchConfig config;
    private final Submission job;

    Attempts(ElasticsearchClient client, ServerIndices indices, ElasticsearchConfig config, Submission job) {
        this.client = client;
        this.indices = indices;
        this.config = config;
        this.job = job;
    }

    /** Whether a number can have been claimed by anybody, as far as one knows who has claimed another. */
    static boolean isPlausible(long attempt, long known) {
        return attempt <= Math.min(known + RESERVED, IndexWrite.MAX_ATTEMPT - RESERVED);
    }

    /**
     * Claims a number.
     *
     * @param atLeast a number that it must be higher than, beside those that were claimed
     * @throws SupersededException where a job that came later writes these indices
     */
    long claim(long atLeast) throws IOException {
        String index = ServerIndices.writers(config);
        for (int tries = 0; tries < TRIES; tries++) {
            GetResponse<Claimed> found = client.get(get -> get.index(index).id(CLAIMED), Claimed.class);
            Claimed before = found.found() ? found.source() : new Claimed(highestWritten(), List.of());
            requireLatest(before);
            Claimed next = before.next(job, atLeast);
            if (next.last > IndexWrite.MAX_ATTEMPT) {
                throw new IOException("the numbers of attempts at " + config.prefix() + "-* are used up (" + next.last
                        + " would be the next): remove these indices, and they are written anew");
            }
            try {
                client.index(write -> {
                    write.index(index).id(CLAIMED).document(next);
                    return found.found()
                            ? write.ifSeqNo(found.seqNo()).ifPrimaryTerm(found.primaryTerm())
                            : write.opType(OpType.Create);
                });
                return next.last;
            } catch (IOException | ElasticsearchException e) {
                if (ServerErrors.status(e) != ServerErrors.CONFLICT) {
                    throw e;
                }
                // Another task was faster.
            }
        }
        throw new IOException("no number of an attempt could be claimed in " + index + " in " + TRIES + " tries");
    }

    /** Where the claims are lost, the documents still say what was claimed; what nobody can have claimed says nothing. */
    private long highestWritten() throws IOException {
        indices.refresh();
        SearchResponse<Void> found = client.search(
                search -> search.index(indices.aliases())
                        .allowPartialSearchResults(false)
                        .size(0)
                        .query(Query.of(query -> query.range(range -> range.longNumber(
                                number -> number.field(Author.ATTEMPT).lte(IndexWrite.MAX_ATTEMPT - RESERVED)))))
                        .aggregations("last", Aggregation.of(last -> last.max(max -> max.field(Author.ATTEMPT)))),
                Void.class);
        double highest = found.aggregations().get("last").max().value();
        return Double.isFinite(highest) ? Math.max(0, (long) highest) : 0;
    }

    /**
     * Looks who writes these indices.
     *
     * @throws SupersededException where a job that came later does
     * @throws LostIndexException where the claims are lost
     */
    void requireLatest() throws IOException {
        GetResponse<Claimed> found;
        try {
            found = client.get(get -> get.index(ServerIndices.writers(config)).id(CLAIMED), Claimed.class);
        } catch (IOException | ElasticsearchException e) {
            if (ServerErrors.status(e) == ServerErrors.NOT_FOUND) {
                throw lost();
            }
            throw e;
        }
        if (!found.found() || !found.source().has(job)) {
            throw lost();
        }
        requireLatest(found.source());
    }

    private LostIndexException lost() {
        return new LostIndexException("what this job has claimed in " + ServerIndices.writers(config) + " is lost");
    }

    private void requireLatest(Claimed claimed) {
        if (claimed.supersedes(job)) {
            throw new SupersededException("the indices " + config.prefix() + "-* are written by the job "
                    + claimed.latest().job + " now, which was submitted after this one, " + job.job
                    + ": no two jobs may have one index.elasticsearch.prefix");
        }
    }

    /** Says, before it is done, that an attempt removes tombstones that are part of a checkpoint. */
    void purges(long attempt, long checkpoint) throws IOException {
        client.index(write -> write.index(ServerIndices.writers(config))
                .id("purge-" + attempt)
                .document(new Purge(attempt, checkpoint, job.id)));
    }

    /** The attempts that have removed tombstones, with the checkpoint up to which they did; the latest of them. */
    List<Purge> purges() throws IOException {
        String index = ServerIndices.writers(config);
        client.indices().refresh(refresh -> refresh.index(index));
        SearchResponse<Purge> found = client.search(
                search -> search.index(index)
                        .allowPartialSearchResults(false)
                        .query(Query.of(query -> query.exists(exists -> exists.field(Author.ATTEMPT))))
                        .sort(sort ->
                                sort.field(field -> field.field(Author.ATTEMPT).order(SortOrder.Desc)))
                        .size(MAX_PURGES),
                Purge.class);
        return found.hits().hits().stream().map(Hit::source).toList();
    }
}
