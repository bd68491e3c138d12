package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;

/**
 * A query as a value: it can be counted, asked again, and looked up. Its answer is a function of the snapshot and cannot be
 * changed.
 *
 * @param <T> the answer
 */
sealed interface GraphQuery<T> {

    QueryKind kind();

    /** What is asked for: ids of entities or a normalised name. */
    List<String> subjects();

    /** Characters of all of its strings: those of its subjects, where there are no others. */
    default int length() {
        return subjects().stream().mapToInt(String::length).sum();
    }

    /** Asks an index. */
    T answer(IndexSnapshot at) throws IOException;

    /** The entity of an id. */
    record ById(String id) implements GraphQuery<Optional<Entity>> {

        @Override
        public QueryKind kind() {
            return QueryKind.ENTITY;
        }

        @Override
        public List<String> subjects() {
            return List.of(id);
        }

        @Override
        public Optional<Entity> answer(IndexSnapshot at) throws IOException {
            return at.get(Kind.ENTITY, id, Fields.ENTITIES);
        }
    }

    /** All names that are one with that of an id. */
    record ClusterOf(String id) implements GraphQuery<Optional<EntityCluster>> {

        @Override
        public QueryKind kind() {
            return QueryKind.ENTITY;
        }

        @Override
        public List<String> subjects() {
            return List.of(id);
        }

        @Override
        public Optional<EntityCluster> answer(IndexSnapshot at) throws IOException {
            return new Clusters(at).read(id);
        }
    }

    /** How entities are looked for. */
    enum By {
        TYPE,
        NAME,
        BEGINNING,
        ONE_EDIT,
        TWO_EDITS,
        ANYTHING
    }

    /**
     * Entities, in the order of {@link EntitySearch}.
     *
     * @param name as {@link Fields#name} gives it; empty where it is looked for by type
     * @param type null for any
     */
    record Entities(By by, String name, String type, int limit) implements GraphQuery<List<Entity>> {

        public Entities {
            atLeastOne(limit);
        }

        @Override
        public QueryKind kind() {
            return QueryKind.ENTITY;
        }

        @Override
        public List<String> subjects() {
            return by == By.TYPE ? List.of() : List.of(name);
        }

        @Override
        public int length() {
            return GraphQuery.length(name, type);
        }

        @Override
        public List<Entity> answer(IndexSnapshot at) throws IOException {
            EntitySearch search = new EntitySearch(at);
            return search.inOrder(steps(search), type, limit);
        }

        private List<Supplier<Query>> steps(EntitySearch search) {
            Supplier<Query> named = () -> search.named(name);
            Supplier<Query> oneEdit = () -> search.like(name, 1);
            Supplier<Query> twoEdits = () -> search.like(name, 2);
            return switch (by) {
                case TYPE -> List.of(MatchAllDocsQuery::new);
                case NAME -> List.of(named);
                case BEGINNING -> List.of(() -> search.startingWith(name));
                case ONE_EDIT -> List.of(named, oneEdit);
                case TWO_EDITS -> List.of(named, oneEdit, twoEdits);
                case ANYTHING -> List.of(
                        named, () -> search.withWords(name), () -> search.startingWith(name), oneEdit, twoEdits);
            };
        }
    }

    /** Relationships of an entity (null: of any), with a predicate (null: with any). */
    record Relationships(String entity, Direction direction, String predicate, int limit)
            implements GraphQuery<List<NamedRelationship>> {

        public Relationships {
            atLeastOne(limit);
        }

        @Override
        public QueryKind kind() {
            return QueryKind.TRAVERSAL;
        }

        @Override
        public List<String> subjects() {
            return entity == null ? List.of() : List.of(entity);
        }

        @Override
        public int length() {
            return GraphQuery.length(entity, predicate);
        }

        @Override
        public List<NamedRelationship> answer(IndexSnapshot at) throws IOException {
            return new RelationshipSearch(at).find(entity, direction, predicate, limit);
        }
    }

    /** The best path between two entities. */
    record Path(String from, String to) implements GraphQuery<Optional<GraphPath>> {

        @Override
        public QueryKind kind() {
            return QueryKind.TRAVERSAL;
        }

        @Override
        public List<String> subjects() {
            return List.of(from, to);
        }

        @Override
        public Optional<GraphPath> answer(IndexSnapshot at) throws IOException {
            return new PathSearch(at).find(from, to);
        }
    }

    /** Chunks by a text, a vector, which nobody else may change, or both; one may be null. */
    record Semantic(String text, float[] vector, int limit) implements GraphQuery<List<SemanticHit>> {

        public Semantic {
            atLeastOne(limit);
            if (text == null && vector == null) {
                throw new IllegalArgumentException("a semantic query must have a text or a vector (got neither)");
            }
        }

        @Override
        public QueryKind kind() {
            return QueryKind.SEMANTIC;
        }

        @Override
        public List<String> subjects() {
            return List.of();
        }

        @Override
        public int length() {
            return GraphQuery.length(text);
        }

        @Override
        public List<SemanticHit> answer(IndexSnapshot at) throws IOException {
            return new SemanticSearch(at).find(text, vector, limit);
        }
    }

    /** Checks a limit. */
    static void atLeastOne(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1 (got " + limit + ")");
        }
    }

    private static int length(String... strings) {
        int length = 0;
        for (String string : strings) {
            length += string == null ? 0 : string.length();
        }
        return length;
    }
}
