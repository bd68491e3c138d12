package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange.Kind;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.apache.lucene.util.automaton.Operations;

/**
 * Finds entities by their names, as {@link Fields#name} gives them. In each step the entities of most documents come first,
 * then the lower id.
 */
final class EntitySearch {

    /** Most documents first. */
    static final Sort MOST_DOCUMENTS =
            new Sort(new SortField(Fields.DOCUMENTS, SortField.Type.LONG, true), IndexSnapshot.BY_ID);

    /** Lucene's automata go no further. */
    static final int MAX_EDITS = LevenshteinAutomata.MAXIMUM_SUPPORTED_DISTANCE;

    private static final int MAX_WORDS = 64;

    private final IndexSnapshot snapshot;

    EntitySearch(IndexSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Entities of exactly this normalised name or alias. */
    Query named(String name) {
        return new TermQuery(new Term(Fields.NAME, name));
    }

    /** Entities with a name, an alias or a word of them that begins so. */
    Query startingWith(String prefix) {
        Term name = new Term(Fields.NAME, prefix);
        Term word = new Term(Fields.WORDS, new TextAnalyzer().normalize(Fields.WORDS, prefix));
        return new BooleanQuery.Builder()
                .add(new PrefixQuery(name), Occur.SHOULD)
                .add(new PrefixQuery(word), Occur.SHOULD)
                .build();
    }

    /** Entities whose name or alias has all words of a text, in any order. */
    Query withWords(String text) {
        try (TextAnalyzer analyzer = new TextAnalyzer()) {
            BooleanQuery.Builder all = new BooleanQuery.Builder();
            var words = analyzer.words(text, MAX_WORDS);
            words.forEach(word -> all.add(new TermQuery(new Term(Fields.WORDS, word)), Occur.MUST));
            return words.isEmpty() ? new MatchNoDocsQuery("no words") : all.build();
        }
    }

    /**
     * Entities with a name or alias at most {@code edits} insertions, deletions, substitutions or swaps away. Lucene's
     * own {@link FuzzyQuery}, where it does not score, makes its automaton anew for each segment.
     */
    Query like(String name, int edits) {
        EntityCache cache = snapshot.cache();
        return cache == null ? automaton(name, edits) : cache.like(name, edits);
    }

    /** The same, compiled anew. */
    static AutomatonQuery automaton(String name, int edits) {
        return new AutomatonQuery(
                new Term(Fields.NAME, name),
                new LevenshteinAutomata(name, true).toAutomaton(edits),
                Operations.DEFAULT_DETERMINIZE_WORK_LIMIT,
                false,
                MultiTermQuery.CONSTANT_SCORE_BLENDED_REWRITE);
    }

    /** The entities of several queries, those of the first query first; {@code type} null for any. */
    List<Entity> inOrder(List<Query> steps, String type, int limit) throws IOException {
        Map<String, Entity> found = new LinkedHashMap<>();
        for (Query step : steps) {
            if (found.size() == limit) {
                break;
            }
            BooleanQuery.Builder query = new BooleanQuery.Builder().add(step, Occur.FILTER);
            if (type != null) {
                query.add(new TermQuery(new Term(Fields.TYPE, type)), Occur.FILTER);
            }
            // Who comes to this step has all entities of those before.
            for (Entity entity : top(step instanceof AutomatonQuery, query.build(), limit)) {
                if (found.size() < limit) {
                    found.putIfAbsent(entity.id(), entity);
                }
            }
        }
        return List.copyOf(found.values());
    }

    private List<Entity> top(boolean costly, Query query, int limit) throws IOException {
        return costly
                ? snapshot.topSideBySide(Kind.ENTITY, query, MOST_DOCUMENTS, limit, Fields.ENTITIES)
                : snapshot.top(Kind.ENTITY, query, MOST_DOCUMENTS, limit, Fields.ENTITIES);
    }
}
