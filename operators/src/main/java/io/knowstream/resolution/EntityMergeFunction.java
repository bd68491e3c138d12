package io.knowstream.resolution;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Names;
import io.knowstream.metrics.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;

/**
 * Merges what documents say of an entity.
 *
 * <p>Documents vote for names with their mentions. The entity's name is the most used one that its id stands for; the
 * others are aliases. Ties are broken by text order.
 */
final class EntityMergeFunction extends MergeFunction<EntityContribution> {

    private static final int MAX_ALIASES = 16;

    private static final Comparator<Map.Entry<String, Long>> MOST_USED =
            Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey());

    private transient MapState<String, Long> votes;

    EntityMergeFunction() {
        super(EntityContribution.class, GraphChange.Kind.ENTITY, Metric.ENTITIES_UPSERTED, Metric.ENTITIES_WITHDRAWN);
    }

    @Override
    public void open(OpenContext context) throws Exception {
        super.open(context);
        votes = getRuntimeContext().getMapState(new MapStateDescriptor<>("names", String.class, Long.class));
    }

    @Override
    void add(EntityContribution contribution) throws Exception {
        super.add(contribution);
        vote(contribution, 1);
    }

    @Override
    void remove(EntityContribution contribution) throws Exception {
        super.remove(contribution);
        vote(contribution, -1);
    }

    @Override
    void clear() {
        super.clear();
        votes.clear();
    }

    @Override
    GraphChange merged(String id, Totals totals, EntityContribution any) throws Exception {
        String normalized = Names.normalize(any.name());
        List<Map.Entry<String, Long>> ranked = new ArrayList<>();
        for (Map.Entry<String, Long> vote : votes.entries()) {
            ranked.add(Map.entry(vote.getKey(), vote.getValue()));
        }
        ranked.sort(MOST_USED);
        String name = ranked.stream()
                .map(Map.Entry::getKey)
                .filter(candidate -> Names.normalize(candidate).equals(normalized))
                .findFirst()
                .orElseThrow();
        List<String> aliases = ranked.stream()
                .map(Map.Entry::getKey)
                .filter(candidate -> !candidate.equals(name))
                .limit(MAX_ALIASES)
                .toList();
        return GraphChange.upsert(
                new Entity(
                        id,
                        name,
                        any.type(),
                        aliases,
                        totals.documents(),
                        totals.count(),
                        Confidence.mean(totals.weight(), totals.count()),
                        strongest()),
                totals.revision());
    }

    private void vote(EntityContribution contribution, int sign) throws Exception {
        for (NameVotes name : contribution.names()) {
            Long held = votes.get(name.name());
            long now = (held == null ? 0 : held) + (long) sign * name.votes();
            if (now == 0) {
                votes.remove(name.name());
            } else {
                votes.put(name.name(), now);
            }
        }
    }
}
