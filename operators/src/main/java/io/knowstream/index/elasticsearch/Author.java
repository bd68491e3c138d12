package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who writes, as documents say it: which task, of which attempts, going on from what.
 *
 * @param keyGroups how many groups of keys the job has; fixed for as long as its state is restored
 * @param firstGroup the first group of keys of the task
 * @param lastGroup the last one
 * @param mine the attempts of this very task
 * @param history whose writes beside its own are valid
 */
record Author(int keyGroups, int firstGroup, int lastGroup, Collection<Long> mine, AttemptHistory history) {

    static final String ATTEMPT = "attempt";
    static final String CHECKPOINT = "checkpoint";
    static final String DELETED = "deleted";
    private static final String GROUP = "group";
    private static final String GROUPS = "groups";

    /**
     * The fields of a document that say who wrote it.
     *
     * @param attempt the number of the attempt
     * @param checkpoint the last one behind the writer
     * @param group the group of the document's key
     */
    ObjectNode stamp(String kind, long attempt, long checkpoint, int group, boolean deleted) {
        return SourceDocument.JSON
                .createObjectNode()
                .put(SourceDocument.KIND, kind)
                .put(ATTEMPT, attempt)
                .put(CHECKPOINT, checkpoint)
                .put(GROUP, group)
                .put(GROUPS, keyGroups)
                .put(DELETED, deleted);
    }

    /** Documents of this task's keys that are no part of what it goes on from and has written since. */
    Query strays() {
        BoolQuery.Builder strays = new BoolQuery.Builder().filter(ofThisTask());
        strays.mustNot(attempts(mine));
        valid().forEach(strays::mustNot);
        return strays.build()._toQuery();
    }

    /** Tombstones of this task's keys that are part of a checkpoint of it, and of no other run. */
    Query tombstones(long checkpoint) {
        BoolQuery.Builder any = new BoolQuery.Builder().minimumShouldMatch("1");
        any.should(upTo(mine, checkpoint));
        valid().forEach(any::should);
        return new BoolQuery.Builder()
                .filter(ofThisTask())
                .filter(Query.of(query -> query.term(term -> term.field(DELETED).value(true))))
                .filter(any.build()._toQuery())
                .build()
                ._toQuery();
    }

    /** Documents of a job with another number of groups may be of this task's keys; its own say their group. */
    private Query ofThisTask() {
        Query sameGroups =
                Query.of(query -> query.term(term -> term.field(GROUPS).value(keyGroups)));
        Query inRange = Query.of(query -> query.range(range -> range.longNumber(
                number -> number.field(GROUP).gte((long) firstGroup).lte((long) lastGroup))));
        return new BoolQuery.Builder()
                .should(new BoolQuery.Builder().mustNot(sameGroups).build()._toQuery())
                .should(new BoolQuery.Builder()
                        .filter(sameGroups)
                        .filter(inRange)
                        .build()
                        ._toQuery())
                .minimumShouldMatch("1")
                .build()
                ._toQuery();
    }

    private List<Query> valid() {
        // One clause for each checkpoint that was gone on from, whatever the number of tasks.
        Map<Long, List<Long>> byCheckpoint = history.attempts().entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue, TreeMap::new, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        List<Query> valid = byCheckpoint.entrySet().stream()
                .map(each -> upTo(each.getValue(), each.getKey()))
                .collect(Collectors.toList());
        if (history.floor() > 0) {
            valid.add(Query.of(query -> query.range(
                    range -> range.longNumber(number -> number.field(ATTEMPT).lte(history.floor())))));
        }
        return valid;
    }

    private static Query upTo(Collection<Long> attempts, long checkpoint) {
        return new BoolQuery.Builder()
                .filter(attempts(attempts))
                .filter(Query.of(query -> query.range(range ->
                        range.longNumber(number -> number.field(CHECKPOINT).lt(checkpoint)))))
                .build()
                ._toQuery();
    }

    private static Query attempts(Collection<Long> attempts) {
        List<FieldValue> values =
                attempts.stream().map(attempt -> FieldValue.of((long) attempt)).toList();
        return Query.of(query -> query.terms(terms -> terms.field(ATTEMPT).terms(any -> any.value(values))));
    }
}
