package io.knowstream.job.cli;

import io.knowstream.index.AccessPattern;
import io.knowstream.index.Adaptation;
import io.knowstream.index.Direction;
import io.knowstream.index.GraphReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Asks the index of a {@link QueryGraph} by each pattern through a reader of its own, and lets that adapt.
 *
 * @param path of the index
 * @param asked passages that are not in the graph, whose vectors are asked for
 */
record AdaptationBench(String path, QueryGraph graph, Passages asked, long seed) {

    private static final int LIMIT = 10;

    /** What each pattern's reader has done. */
    List<Adaptation> adaptations(Terminal terminal) throws IOException {
        List<Adaptation> adaptations = new ArrayList<>();
        for (AccessPattern pattern : AccessPattern.values()) {
            try (GraphReader reader = GraphReader.open(path)) {
                terminal.show("adapting to %s", pattern);
                ask(reader, pattern);
                adaptations.add(reader.adapt());
            }
        }
        return adaptations;
    }

    private void ask(GraphReader reader, AccessPattern pattern) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int query = 0; query < asked.vectors().length; query++) {
            switch (pattern) {
                case ENTITY_HEAVY -> entity(reader, random, query);
                case SEMANTIC_SEARCH -> reader.semantic(null, asked.vectors()[query], LIMIT);
                case RELATIONSHIP_TRAVERSAL -> relationships(reader, random);
                case MIXED -> {
                    entity(reader, random, query);
                    reader.semantic(null, asked.vectors()[query], LIMIT);
                    relationships(reader, random);
                }
            }
        }
    }

    /** By name, and by names with one edit and two; popular entities more often, as one by their rank. */
    private void entity(GraphReader reader, SplittableRandom random, int query) throws IOException {
        int rank = (int) Math.pow(graph.entities(), random.nextDouble());
        String name = ScaleNames.of(rank - 1);
        switch (query % 3) {
            case 0 -> reader.named(name, null, LIMIT);
            case 1 -> reader.like(name, 1, null, LIMIT);
            default -> reader.like(name, 2, null, LIMIT);
        }
    }

    /** Those of an entity, and now and then a path. */
    private void relationships(GraphReader reader, SplittableRandom random) throws IOException {
        String from = QueryGraph.id(random.nextInt(graph.entities()));
        if (random.nextInt(3) == 0) {
            reader.path(from, QueryGraph.id(random.nextInt(graph.entities())));
        } else {
            reader.relationships(from, Direction.BOTH, null, LIMIT);
        }
    }
}
