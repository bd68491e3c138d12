package io.knowstream.clusters;

import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Ids;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Links each name of a block to the best name before it that it can stand for.
 *
 * <p>The most certain rule decides. A name that under this rule could be one of two that are not one themselves stays
 * alone: Curie is nobody where both Marie and Pierre Curie are known.
 */
public final class NameLinker {

    /** Changes with everything that links depend on but names: these rules, blocks, forms of names and their library. */
    public static final int RULES = 1;

    private final double threshold;

    /** @param threshold from which {@link Similarity} on names are one, above 0, at most 1 */
    public NameLinker(double threshold) {
        this.threshold = threshold;
    }

    /**
     * Links the names of a block.
     *
     * @param names in their order
     * @return the links of those that are at home and linked, by the ids of their entities
     */
    public Map<String, EntityLink> links(Iterable<RankedName> names) {
        Map<String, EntityLink> links = new LinkedHashMap<>();
        Map<String, String> roots = new LinkedHashMap<>();
        BetterNames better = new BetterNames(threshold);
        for (RankedName name : names) {
            // Guests are linked in their own blocks; here it counts which of them are one.
            Candidate best = best(better.candidatesFor(name), roots);
            String id = name.id();
            roots.put(id, best == null ? id : roots.get(best.target().id()));
            if (best != null && name.home()) {
                links.put(
                        id,
                        new EntityLink(
                                Ids.link(id), id, best.target().id(), best.rule(), best.confidence(), best.via()));
            }
            better.add(name, best == null);
        }
        return links;
    }

    private static Candidate best(List<Candidate> candidates, Map<String, String> roots) {
        Candidate best = candidates.stream().min(Candidate.BEST).orElse(null);
        if (best == null) {
            return null;
        }
        String root = roots.get(best.target().id());
        boolean clear = candidates.stream()
                .filter(candidate -> candidate.rule() == best.rule())
                .allMatch(candidate -> roots.get(candidate.target().id()).equals(root));
        return clear ? best : null;
    }
}
