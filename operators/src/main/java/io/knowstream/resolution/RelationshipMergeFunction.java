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

    @Override
    RelationshipContribution subject(RelationshipContribution contribution) {
        return new RelationshipContribution(
                "",
                "",
                false,
                contribution.source(),
                contribution.type(),
                contribution.wikidata(),
                contribution.target(),
                0,
                List.of());
    }

    @Override
    GraphChange merged(String id, Totals totals, RelationshipContribution any) throws Exception {
        return GraphChange.upsert(
                new Relationship(
                        id,
                        any.source(),
                        any.type(),
                        any.wikidata(),
                        any.target(),
                        NoisyOr.confidence(totals.weight()),
                        totals.documents(),
                        strongest()),
                totals.revision());
    }
}
