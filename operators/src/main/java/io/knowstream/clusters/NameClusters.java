package io.knowstream.clusters;

import io.knowstream.graph.EntityLink;
import io.knowstream.graph.NamedEntity;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The clusters of a set of names in memory: what a job's links must come to, in whatever order the names came. */
public final class NameClusters {

    private final Map<String, EntityLink> links = new TreeMap<>();

    /**
     * Links names.
     *
     * @param entities of different ids
     * @param threshold of {@link NameLinker}
     * @param namesPerBlock so many of the first names of a block are compared
     */
    public NameClusters(Collection<NamedEntity> entities, double threshold, int namesPerBlock) {
        Map<String, SortedSet<RankedName>> blocks = new HashMap<>();
        for (NamedEntity entity : entities) {
            Blocks.of(entity).forEach((block, home) -> blocks.computeIfAbsent(block, absent -> new TreeSet<>())
                    .add(RankedName.of(entity, home)));
        }
        NameLinker linker = new NameLinker(threshold);
        for (SortedSet<RankedName> block : blocks.values()) {
            links.putAll(linker.links(block.stream().limit(namesPerBlock).toList()));
        }
    }

    /** The links by the ids of their entities. */
    public Map<String, EntityLink> links() {
        return new LinkedHashMap<>(links);
    }

    /** The best name of an entity's cluster, which may be the entity's own. */
    public String root(String entity) {
        String root = entity;
        for (EntityLink link = links.get(root); link != null; link = links.get(root)) {
            root = link.target();
        }
        return root;
    }
}
