package io.knowstream.resolution;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Names;
import io.knowstream.metrics.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
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

    /** Begins the keys of names that the entity's id stands for. */
    private static final String OWN = "0";

    /** Begins those of names that stand for it inside a document, as a family name does. */
    private static final String OTHER = "1";

    private static final Comparator<NameVotes> MOST_USED =
            Comparator.comparingLong(NameVotes::votes).reversed().thenComparing(NameVotes::name);

    private transient MapState<String, Long> votes;
    private transient PagesInState ranks;

    EntityMergeFunction() {
        super(EntityContribution.class, GraphChange.Kind.ENTITY, Metric.ENTITIES_UPSERTED, Metric.ENTITIES_WITHDRAWN);
    }

    @Override
    public void open(OpenContext context) throws Exception {
        super.open(context);
        votes = getRuntimeContext().getMapState(new MapStateDescriptor<>("names", String.class, Long.class));
        ranks = pages("name-ranks");
    }

    @Override
    EntityContribution subject(EntityContribution contribution) {
        return new EntityContribution(
                "", "", false, contribution.name(), contribution.type(), List.of(), 0, 0, List.of());
    }

    @Override
    void add(EntityContribution contribution) throws Exception {
        super.add(contribution);
        vote(contribution, contribution, 1);
    }

    @Override
    void remove(EntityContribution contribution, EntityContribution any) throws Exception {
        super.remove(contribution, any);
        vote(contribution, any, -1);
    }

    @Override
    void flush() throws Exception {
        super.flush();
        ranks.flush();
    }

    @Override
    GraphChange merged(String id, Totals totals, EntityContribution any) throws Exception {
        List<NameVotes> own = ranked(OWN, MAX_ALIASES + 1);
        List<String> aliases = Stream.concat(own.stream().skip(1), ranked(OTHER, MAX_ALIASES).stream())
                .sorted(MOST_USED)
                .limit(MAX_ALIASES)
                .map(NameVotes::name)
                .toList();
        return GraphChange.upsert(
                new Entity(
                        id,
                        own.get(0).name(),
                        any.type(),
                        aliases,
                        totals.documents(),
                        totals.count(),
                        Confidence.mean(totals.weight(), totals.count()),
                        strongest()),
                totals.revision());
    }

    private List<NameVotes> ranked(String rank, int limit) throws Exception {
        return ranks.keys.from(rank, limit).stream()
                .filter(key -> key.startsWith(rank))
                .map(key -> SortKeys.name(key.substring(rank.length())))
                .toList();
    }

    private void vote(EntityContribution contribution, EntityContribution any, int sign) throws Exception {
        String normalized = Names.normalize(any.name());
        for (NameVotes name : contribution.names()) {
            String names = Names.normalize(name.name()).equals(normalized) ? OWN : OTHER;
            Long held = votes.get(name.name());
            long now = (held == null ? 0 : held) + sign * name.votes();
            if (held != null) {
                ranks.keys.remove(names + SortKeys.of(new NameVotes(name.name(), held)));
            }
            if (now == 0) {
                votes.remove(name.name());
            } else {
                votes.put(name.name(), now);
                ranks.keys.add(names + SortKeys.of(new NameVotes(name.name(), now)));
            }
        }
    }
}
