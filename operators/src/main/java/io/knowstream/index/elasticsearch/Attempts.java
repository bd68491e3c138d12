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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of those who write, claimed in an index beside the others: a task that starts gets one that is higher than
 * all before. Used by one thread.
 */
final class Attempts {

    private static final String CLAIMED = "claimed";
    private static final int TRIES = 1_000;
    /** Jobs that are remembered: one that was superseded longer ago is not told apart from a new one. */
    private static final int MAX_JOBS = 100;

    private static final int MAX_PURGES = 10_000;

    /**
     * What was claimed.
     *
     * @param last the highest number
     * @param jobs the jobs that have claimed one, each once, the latest at the end
     */
    record Claimed(long last, List<String> jobs) {

        Claimed next(String job, long atLeast) {
            List<String> now = new ArrayList<>(jobs);
            if (!now.contains(job)) {
                now.add(job);
            }
            return new Claimed(
                    Math.max(last, atLeast) + 1, now.subList(Math.max(0, now.size() - MAX_JOBS), now.size()));
        }

        /** Whether a job that came later has claimed one. */
        boolean supersedes(String job) {
            return jobs.contains(job) && !jobs.get(jobs.size() - 1).equals(job);
        }
    }

    /**
     * That an attempt has removed tombstones.
     *
     * @param checkpoint of the attempt: those that are part of it may be gone
     */
    record Purge(long attempt, long checkpoint) {}

    private final ElasticsearchClient client;
    private final ServerIndices indices;
    private final ElasticsearchConfig config;
    private final String job;

    Attempts(ElasticsearchClient client, ServerIndices indices, ElasticsearchConfig config, String job) {
        this.client = client;
        this.indices = indices;
        this.config = config;
        this.job = job;
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

    /** Where the claims are lost, the documents still say what was claimed. */
    private long highestWritten() throws IOException {
        indices.refresh();
        SearchResponse<Void> found = client.search(
                search -> search.index(indices.aliases())
                        .size(0)
                        .aggregations("last", Aggregation.of(last -> last.max(max -> max.field(Author.ATTEMPT)))),
                Void.class);
        double highest = found.aggregations().get("last").max().value();
        return Double.isFinite(highest) ? Math.max(0, (long) highest) : 0;
    }

    /** @throws SupersededException where a job that came later writes these indices */
    void requireLatest() throws IOException {
        GetResponse<Claimed> found =
                client.get(get -> get.index(ServerIndices.writers(config)).id(CLAIMED), Claimed.class);
        if (found.found()) {
            requireLatest(found.source());
        }
    }

    private void requireLatest(Claimed claimed) {
        if (claimed.supersedes(job)) {
            throw new SupersededException("the indices " + config.prefix() + "-* are written by the job "
                    + claimed.jobs.get(claimed.jobs.size() - 1) + " now, which came after this one, " + job
                    + ": no two jobs may have one index.elasticsearch.prefix");
        }
    }

    /** Says, before it is done, that an attempt removes tombstones that are part of a checkpoint. */
    void purges(long attempt, long checkpoint) throws IOException {
        client.index(write -> write.index(ServerIndices.writers(config))
                .id("purge-" + attempt)
                .document(new Purge(attempt, checkpoint)));
    }

    /** The attempts that have removed tombstones, with the checkpoint up to which they did; the latest of them. */
    Map<Long, Long> purges() throws IOException {
        String index = ServerIndices.writers(config);
        client.indices().refresh(refresh -> refresh.index(index));
        SearchResponse<Purge> found = client.search(
                search -> search.index(index)
                        .query(Query.of(query -> query.exists(exists -> exists.field(Author.ATTEMPT))))
                        .sort(sort ->
                                sort.field(field -> field.field(Author.ATTEMPT).order(SortOrder.Desc)))
                        .size(MAX_PURGES),
                Purge.class);
        Map<Long, Long> purges = new TreeMap<>();
        for (Hit<Purge> hit : found.hits().hits()) {
            purges.put(hit.source().attempt, hit.source().checkpoint);
        }
        return purges;
    }
}
