package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.Relationship;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Finds relationships, the most confident first, then the lower id. */
final class RelationshipSearch {

    private static final Sort MOST_CONFIDENT =
            new Sort(new SortField(Fields.CONFIDENCE, SortField.Type.LONG, true), IndexSnapshot.BY_ID);

    private final IndexSnapshot snapshot;

    RelationshipSearch(IndexSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Relationships of an entity (null: of any) under all of its names, in a direction with a predicate (null: any). */
    List<NamedRelationship> find(String entity, Direction direction, String predicate, int limit) throws IOException {
        BooleanQuery.Builder query = new BooleanQuery.Builder().add(new MatchAllDocsQuery(), Occur.FILTER);
        if (entity != null) {
            query.add(of(new Clusters(snapshot).of(entity), direction), Occur.FILTER);
        }
        if (predicate != null) {
            query.add(new TermQuery(new Term(Fields.PREDICATE, Fields.name(predicate))), Occur.FILTER);
        }
        return named(snapshot.top(Kind.RELATIONSHIP, query.build(), MOST_CONFIDENT, limit, Fields.RELATIONSHIPS));
    }

    /** The relationships that begin or end at one of some entities. */
    static Query of(Set<String> entities, Direction direction) {
        Query out = atOneOf(Fields.SOURCE, entities);
        Query in = atOneOf(Fields.TARGET, entities);
        return switch (direction) {
            case OUT -> out;
            case IN -> in;
            case BOTH -> new BooleanQuery.Builder()
                    .add(out, Occur.SHOULD)
                    .add(in, Occur.SHOULD)
                    .build();
        };
    }

    /** Those with one of these ids in a field. */
    static Query atOneOf(String field, Collection<String> ids) {
        return new TermInSetQuery(field, ids.stream().map(BytesRef::new).toList());
    }

    /** Adds the names of both ends; an end that is no entity keeps its id. */
    List<NamedRelationship> named(List<Relationship> relationships) throws IOException {
        Map<String, String> names = new HashMap<>();
        List<NamedRelationship> named = new ArrayList<>();
        for (Relationship relationship : relationships) {
            for (String end : List.of(relationship.source(), relationship.target())) {
                if (!names.containsKey(end)) {
                    names.put(
                            end,
                            snapshot.get(Kind.ENTITY, end, Fields.ENTITIES)
                                    .map(Entity::name)
                                    .orElse(end));
                }
            }
            named.add(new NamedRelationship(
                    relationship, names.get(relationship.source()), names.get(relationship.target())));
        }
        return named;
    }
}
