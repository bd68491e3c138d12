package io.knowstream.job.cli;

import io.knowstream.clusters.NameClusters;
import io.knowstream.graph.CodePoints;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.Mention;
import io.knowstream.graph.NamedEntity;
import io.knowstream.graph.Names;
import io.knowstream.resolution.Coreference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Resolves marked mentions as the job does, and in two plainer ways.
 *
 * @param threshold of similarity, for the job's way and for the plain one
 * @param namesPerBlock as the job is configured
 */
record ResolutionBench(double threshold, int namesPerBlock) {

    /** The ways, the plainest first. */
    enum Way {
        /** Equal but for case, width and spacing. */
        EXACT_NAME,
        /** Whatever a chain of similar names of one type leads to. */
        SINGLE_LINK,
        /** Coreference within each document, and equal names across documents. */
        DOCUMENT,
        /** The same, and the links between names. */
        CLUSTERS
    }

    /** A mention, and the entity that each way has found for it. */
    record Resolved(String document, GoldMentions.Marked marked, Map<Way, String> found) {}

    List<Resolved> resolve(GoldMentions gold) {
        List<Resolved> resolved = new ArrayList<>();
        Map<String, NamesOf> entities = new TreeMap<>();
        gold.mentions().forEach((document, marked) -> {
            List<Mention> mentions =
                    marked.stream().map(GoldMentions.Marked::mention).toList();
            Coreference coreference =
                    Coreference.of(mentions, CodePoints.of(gold.texts().get(document)));
            Map<Mention, String> ids = new HashMap<>();
            for (DocumentEntity entity : coreference.entities(mentions)) {
                NamesOf names = entities.computeIfAbsent(
                        entity.id(),
                        absent -> new NamesOf(entity.type(), entity.sense(), entity.name(), new TreeSet<>()));
                for (Mention mention : entity.mentions()) {
                    ids.put(mention, entity.id());
                    if (!Names.normalize(mention.text()).equals(Names.normalize(entity.name()))) {
                        names.aliases.add(mention.text());
                    }
                }
            }
            for (GoldMentions.Marked one : marked) {
                Map<Way, String> found = new HashMap<>();
                found.put(Way.EXACT_NAME, exact(one.mention()));
                found.put(Way.DOCUMENT, ids.get(one.mention()));
                resolved.add(new Resolved(document, one, found));
            }
        });
        List<NamedEntity> named = new ArrayList<>();
        entities.forEach(
                (id, of) -> named.add(new NamedEntity(id, of.type, of.sense, of.name, List.copyOf(of.aliases))));
        NameClusters clusters = new NameClusters(named, threshold, namesPerBlock);
        Map<String, String> chains = chains(resolved);
        for (Resolved one : resolved) {
            one.found.put(Way.CLUSTERS, clusters.root(one.found.get(Way.DOCUMENT)));
            one.found.put(Way.SINGLE_LINK, root(chains, one.found.get(Way.EXACT_NAME)));
        }
        return resolved;
    }

    private record NamesOf(String type, String sense, String name, TreeSet<String> aliases) {}

    private static String exact(Mention mention) {
        return mention.type() + ' ' + Names.normalize(mention.text());
    }

    private Map<String, String> chains(List<Resolved> resolved) {
        List<String> names = resolved.stream()
                .map(one -> one.found.get(Way.EXACT_NAME))
                .distinct()
                .toList();
        Map<String, String> chains = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (alike(names.get(i), names.get(j))) {
                    String one = root(chains, names.get(i));
                    String other = root(chains, names.get(j));
                    if (!one.equals(other)) {
                        chains.put(one, other);
                    }
                }
            }
        }
        return chains;
    }

    private boolean alike(String one, String other) {
        int type = one.indexOf(' ') + 1;
        int longer = Math.max(one.length(), other.length()) - type;
        int allowed = (int) Math.floor((1 - threshold) * longer + 1e-9);
        return one.startsWith(other.substring(0, other.indexOf(' ') + 1))
                && Math.abs(one.length() - other.length()) <= allowed
                && new LevenshteinDistance(allowed).apply(one, other) >= 0;
    }

    private static String root(Map<String, String> chains, String name) {
        String root = name;
        for (String next = chains.get(root); next != null; next = chains.get(root)) {
            root = next;
        }
        return root;
    }

    /** The score of a way; {@code across} whether names in different documents can be one. */
    static ClusterScore score(List<Resolved> resolved, Way way, boolean across) {
        return ClusterScore.of(resolved.stream()
                .map(one -> new ClusterScore.Item(
                        (across ? "" : one.document + ' ') + one.found.get(way),
                        (across ? "" : one.document + ' ') + one.marked.entity()))
                .toList());
    }
}
