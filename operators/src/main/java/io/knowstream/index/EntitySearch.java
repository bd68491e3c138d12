package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange.Kind;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;

/**
 * Finds entities by their names, as {@link Fields#name} gives them. In each step the entities of most documents come first,
 * then the lower id.
 */
final class EntitySearch {

    /** Most documents first. */
    static final Sort MOST_DOCUMENTS =
            new Sort(new SortField(Fields.DOCUMENTS, SortField.Type.LONG, true), IndexSnapshot.BY_ID);

    /** With more almost any short name is like another. */
    static final int MAX_EDITS = 2;

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

    /** Entities with a name or alias at most {@code edits} insertions, deletions, substitutions or swaps away. */
    Query like(String name, int edits) {
        EntityCache cache = snapshot.cache();
        return cache == null ? FuzzyName.of(name, edits) : cache.like(name, edits);
    }

    /**
     * The entities of several queries, those of the first query first; {@code type} null for any. A query is not even made
     * where those before it have found enough.
     */
    List<Entity> inOrder(List<Supplier<Query>> steps, String type, int limit) throws IOException {
        Map<String, Entity> found = new LinkedHashMap<>();
        for (Supplier<Query> each : steps) {
            if (found.size() == limit) {
                break;
            }
            Query step = each.get();
            BooleanQuery.Builder query = new BooleanQuery.Builder().add(step, Occur.FILTER);
            if (type != null) {
                query.add(new TermQuery(new Term(Fields.TYPE, type)), Occur.FILTER);
            }
            // Who comes to this step has all entities of those before.
            for (Entity entity : top(step instanceof FuzzyName, query.build(), limit)) {
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
