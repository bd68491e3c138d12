package io.knowstream.resolution;

import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Relationship;
import io.knowstream.metrics.Metric;
import java.util.List;

/** Merges what documents say of a relationship: its confidence is the {@link NoisyOr} of theirs. */
final class RelationshipMergeFunction extends MergeFunction<RelationshipContribution> {

    RelationshipMergeFunction() {
        super(
                RelationshipContribution.class,
                GraphChange.Kind.RELATIONSHIP,
                Metric.RELATIONSHIPS_UPSERTED,
                Metric.RELATIONSHIPS_WITHDRAWN);
    }

    /** Source, name of the predicate, target, and the id of the property where there is one. */
    @Override
    List<String> subject(RelationshipContribution contribution) {
        return contribution.wikidata() == null
                ? List.of(contribution.source(), contribution.type(), contribution.target())
                : List.of(contribution.source(), contribution.type(), contribution.target(), contribution.wikidata());
    }

    @Override
    GraphChange merged(String id, Totals totals, List<String> subject) throws Exception {
        return GraphChange.upsert(
                new Relationship(
                        id,
                        subject.get(0),
                        subject.get(1),
                        subject.size() > 3 ? subject.get(3) : null,
                        subject.get(2),
                        NoisyOr.confidence(totals.weight()),
                        totals.documents(),
                        strongest()),
                totals.revision());
    }
}
