package io.knowstream.resolution;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.NamedEntity;
import io.knowstream.graph.Names;
import io.knowstream.metrics.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.OpenContext;

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

    private transient PageStore names;
    private transient PageStore ranks;

    EntityMergeFunction() {
        super(EntityContribution.class, GraphChange.Kind.ENTITY, Metric.ENTITIES_UPSERTED, Metric.ENTITIES_WITHDRAWN);
    }

    @Override
    public void open(OpenContext context) throws Exception {
        super.open(context);
        names = pages("name-votes");
        ranks = pages("name-ranks");
    }

    @Override
    void takeIndices(EarlierMergeStore<EntityContribution> earlier) throws Exception {
        earlier.takeVotes(names.keys);
    }

    /** Name and type, and the sense where there is one. */
    @Override
    List<String> subject(EntityContribution contribution) {
        return contribution.sense() == null
                ? List.of(contribution.name(), contribution.type())
                : List.of(contribution.name(), contribution.type(), contribution.sense());
    }

    private static String sense(List<String> subject) {
        return subject.size() > 2 ? subject.get(2) : null;
    }

    @Override
    void add(EntityContribution contribution, List<String> subject) throws Exception {
        super.add(contribution, subject);
        vote(contribution, subject, 1);
    }

    @Override
    void remove(EntityContribution contribution, List<String> subject) throws Exception {
        super.remove(contribution, subject);
        vote(contribution, subject, -1);
    }

    @Override
    GraphChange merged(String id, Totals totals, List<String> subject) throws Exception {
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
                        subject.get(1),
                        sense(subject),
                        aliases,
                        totals.documents(),
                        totals.count(),
                        Confidence.mean(totals.weight(), totals.count()),
                        strongest()),
                totals.revision());
    }

    @Override
    boolean tellsNames() {
        return true;
    }

    /** The most used name, and the most used ones that stand for the entity inside documents. */
    @Override
    NamedEntity names(String id, List<String> subject) throws Exception {
        List<String> aliases = ranked(OTHER, MAX_ALIASES).stream()
                .map(NameVotes::name)
                .sorted()
                .toList();
        return new NamedEntity(
                id, subject.get(1), sense(subject), ranked(OWN, 1).get(0).name(), aliases);
    }

    private List<NameVotes> ranked(String rank, int limit) throws Exception {
        return ranks.keys.from(rank, limit).stream()
                .filter(key -> key.startsWith(rank))
                .map(key -> SortKeys.name(key.substring(rank.length())))
                .toList();
    }

    private void vote(EntityContribution contribution, List<String> subject, int sign) throws Exception {
        String normalized = Names.normalize(subject.get(0));
        for (NameVotes name : contribution.names()) {
            String rank = Names.normalize(name.name()).equals(normalized) ? OWN : OTHER;
            long held = votes(name.name());
            long now = held + sign * name.votes();
            if (held != 0) {
                NameVotes before = new NameVotes(name.name(), held);
                names.keys.remove(SortKeys.byName(before));
                ranks.keys.remove(rank + SortKeys.of(before));
            }
            if (now != 0) {
                NameVotes after = new NameVotes(name.name(), now);
                names.keys.add(SortKeys.byName(after));
                ranks.keys.add(rank + SortKeys.of(after));
            }
        }
    }

    /** How often all documents use a name: 0 for one that none uses. */
    private long votes(String name) throws Exception {
        String begin = SortKeys.nameOf(name);
        for (String key : names.keys.from(begin, 1)) {
            if (key.startsWith(begin)) {
                return SortKeys.votes(key);
            }
        }
        return 0;
    }
}
