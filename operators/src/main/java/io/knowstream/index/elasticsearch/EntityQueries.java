package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.index.SearchTerms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds entities by their names, as {@link SearchTerms#name} gives them, in steps. In each step the entities of most
 * documents come first, then the lower id.
 *
 * @param type null for any
 * @param limit how many are found at most
 */
record EntityQueries(ElasticsearchRecords records, String type, int limit) {

    static final int MAX_EDITS = 2;

    private static final int MAX_WORDS = 64;
    /** Names that a query with typing errors may stand for: the server's bound of clauses. */
    private static final int MAX_NAMES = 1_024;
    /** The server's automaton of a long name grows beyond its bounds. */
    private static final int MAX_CHARACTERS = 100;

    private static final List<SortOptions> MOST_DOCUMENTS =
            List.of(ElasticsearchRecords.by(SourceDocument.DOCUMENTS, SortOrder.Desc), ElasticsearchRecords.BY_ID);

    /** Exactly this name or alias. */
    static Query named(String name) {
        return ElasticsearchRecords.term(SourceDocument.NAME, name);
    }

    /** A name, an alias or a word of them that begins so. */
    static Query startingWith(String beginning) {
        return new BoolQuery.Builder()
                .should(prefix(SourceDocument.NAME, beginning))
                .should(prefix(SourceDocument.WORDS, SearchTerms.beginning(beginning)))
                .minimumShouldMatch("1")
                .build()
                ._toQuery();
    }

    /** Exactly this name, then those that are up to so many edits away; a long name has itself alone. */
    static List<Query> like(String name, int edits) {
        List<Query> steps = new ArrayList<>(List.of(named(name)));
        for (int edit = 1; edit <= edits && name.codePointCount(0, name.length()) <= MAX_CHARACTERS; edit++) {
            steps.add(fuzzy(name, edit));
        }
        return steps;
    }

    /** Whatever one remembers of a name. */
    static List<Query> anything(String name) {
        List<Query> steps = new ArrayList<>(like(name, MAX_EDITS));
        steps.add(1, startingWith(name));
        Set<String> words = SearchTerms.words(name, MAX_WORDS);
        if (!words.isEmpty()) {
            BoolQuery.Builder all = new BoolQuery.Builder();
            words.forEach(word -> all.filter(ElasticsearchRecords.term(SourceDocument.WORDS, word)));
            steps.add(1, all.build()._toQuery());
        }
        return steps;
    }

    private static Query prefix(String field, String value) {
        return Query.of(query -> query.prefix(prefix -> prefix.field(field).value(value)));
    }

    private static Query fuzzy(String name, int edits) {
        return Query.of(query -> query.fuzzy(fuzzy -> fuzzy.field(SourceDocument.NAME)
                .value(name)
                .fuzziness(Integer.toString(edits))
                .transpositions(true)
                .maxExpansions(MAX_NAMES)));
    }

    /** The entities of several queries, those of the first one first. */
    List<Entity> inOrder(List<Query> steps) throws IOException {
        Map<String, Entity> found = new LinkedHashMap<>();
        for (Query step : steps) {
            if (found.size() == limit) {
                break;
            }
            BoolQuery.Builder query = new BoolQuery.Builder().filter(step);
            if (type != null) {
                query.filter(ElasticsearchRecords.term(SourceDocument.TYPE, type));
            }
            // Who comes to this step has all entities of those before.
            for (Entity entity :
                    records.top(Kind.ENTITY, query.build()._toQuery(), MOST_DOCUMENTS, limit, Entity.class)) {
                if (found.size() < limit) {
                    found.putIfAbsent(entity.id(), entity);
                }
            }
        }
        return List.copyOf(found.values());
    }
}
