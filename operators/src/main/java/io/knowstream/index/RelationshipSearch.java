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
            query.add(of(EdgeEnds.of(new Clusters(snapshot).of(entity), direction)), Occur.FILTER);
        }
        if (predicate != null) {
            query.add(new TermQuery(new Term(Fields.PREDICATE, Fields.name(predicate))), Occur.FILTER);
        }
        return named(
                snapshot, snapshot.top(Kind.RELATIONSHIP, query.build(), MOST_CONFIDENT, limit, Fields.RELATIONSHIPS));
    }

    /** Edges with one of these ends. */
    static Query of(List<EdgeEnds> ends) {
        if (ends.size() == 1) {
            return of(ends.get(0));
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        ends.forEach(each -> any.add(of(each), Occur.SHOULD));
        return any.build();
    }

    private static Query of(EdgeEnds ends) {
        if (ends.targets() == null) {
            return atOneOf(Fields.SOURCE, ends.sources());
        }
        if (ends.sources() == null) {
            return atOneOf(Fields.TARGET, ends.targets());
        }
        return new BooleanQuery.Builder()
                .add(atOneOf(Fields.SOURCE, ends.sources()), Occur.FILTER)
                .add(atOneOf(Fields.TARGET, ends.targets()), Occur.FILTER)
                .build();
    }

    /** Those with one of these ids in a field. */
    private static Query atOneOf(String field, Collection<String> ids) {
        return new TermInSetQuery(field, ids.stream().map(BytesRef::new).toList());
    }

    /** Adds the names of both ends; an end that is no entity keeps its id. */
    static List<NamedRelationship> named(GraphRecords records, List<Relationship> relationships) throws IOException {
        Map<String, String> names = new HashMap<>();
        List<NamedRelationship> named = new ArrayList<>();
        for (Relationship relationship : relationships) {
            for (String end : List.of(relationship.source(), relationship.target())) {
                if (!names.containsKey(end)) {
                    names.put(end, records.entity(end).map(Entity::name).orElse(end));
                }
            }
            named.add(new NamedRelationship(
                    relationship, names.get(relationship.source()), names.get(relationship.target())));
        }
        return named;
    }
}
