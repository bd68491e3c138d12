package io.knowstream.clusters;

import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Ids;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Links each name of a block to the best name before it that it can stand for.
 *
 * <p>The most certain rule decides. A name that under this rule could be one of two that are not one themselves stays
 * alone: Curie is nobody where both Marie and Pierre Curie are known. Names of different senses are never one: two persons
 * called John Smith, one born in 1820 and the other in 1950, stay apart, John Smith of whom nobody says more is neither of
 * them, and John Quincy Smith of whom nobody says more is not known to be one of them.
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
        Set<String> closed = new HashSet<>();
        while (true) {
            Pass pass = new Pass(closed);
            pass.link(names);
            // Each pass closes more roots, or is the last one.
            if (!closed.addAll(pass.contested)) {
                return pass.links;
            }
        }
    }

    /** One walk over the names. */
    private final class Pass {

        private final Map<String, EntityLink> links = new LinkedHashMap<>();
        private final Map<String, String> roots = new HashMap<>();
        /** The sense of each cluster that has one, by its root. */
        private final Map<String, String> senses = new HashMap<>();
        /** Names without a sense that may be linked in another block, where they may be given one. */
        private final Set<String> elsewhere = new HashSet<>();
        /** Roots without a sense of their own to which names of different senses could be linked. */
        private final Set<String> contested = new HashSet<>();
        /** Those of the passes before: no name with a sense is linked to them. */
        private final Set<String> closed;

        Pass(Set<String> closed) {
            this.closed = closed;
        }

        void link(Iterable<RankedName> names) {
            BetterNames better = new BetterNames(threshold);
            Set<String> ofSense = new HashSet<>();
            for (RankedName name : names) {
                // Guests are linked in their own blocks; here it counts which of them are one.
                Candidate best = best(better.candidatesFor(name).stream()
                        .filter(candidate -> name.sense() == null || canBe(name, candidate, ofSense))
                        .toList());
                String id = name.id();
                String root = best == null ? id : root(best);
                roots.put(id, root);
                if (name.sense() != null) {
                    ofSense.add(id);
                    senses.put(root, name.sense());
                } else if (!name.home()
                        || best != null && elsewhere.contains(best.target().id())) {
                    elsewhere.add(id);
                }
                if (best != null && name.home()) {
                    links.put(
                            id,
                            new EntityLink(
                                    Ids.link(id), id, best.target().id(), best.rule(), best.confidence(), best.via()));
                }
                better.add(name, best == null);
            }
        }

        private boolean canBe(RankedName name, Candidate candidate, Set<String> ofSense) {
            String root = root(candidate);
            String sense = senses.get(root);
            if (sense != null && !sense.equals(name.sense())) {
                if (!ofSense.contains(root)) {
                    contested.add(root);
                }
                return false;
            }
            return !closed.contains(root)
                    && !elsewhere.contains(candidate.target().id());
        }

        private String root(Candidate candidate) {
            return roots.get(candidate.target().id());
        }

        private Candidate best(List<Candidate> candidates) {
            Candidate best = candidates.stream().min(Candidate.BEST).orElse(null);
            if (best == null) {
                return null;
            }
            boolean clear = candidates.stream()
                    .filter(candidate -> candidate.rule() == best.rule())
                    .allMatch(candidate -> root(candidate).equals(root(best)));
            return clear ? best : null;
        }
    }
}
