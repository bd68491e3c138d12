package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.StorageStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.lucene.util.VectorUtil;

/** A random graph of few words, in which much is alike, and queries of all kinds for it. */
final class TestingQueries {

    private static final String[] WORDS = {
        "ada", "adam", "byron", "bryon", "london", "londen", "lord", "king", "queen", "of"
    };
    private static final String[] PREDICATES = {"knows", "spouse", "place of birth"};
    private static final int CHUNKS = 240;

    final List<Entity> entities = new ArrayList<>();
    private final Random random;
    private final long seed;

    TestingQueries(long seed, int count) {
        this.seed = seed;
        random = new Random(seed);
        for (int i = 0; i < count; i++) {
            entities.add(TestingGraph.entity("Person", words(2) + " " + i, 1 + random.nextInt(4), words(2)));
        }
    }

    /** All entities, links and relationships, and chunks; another call gives some of them other contents. */
    List<GraphChange> changes(long revision) {
        List<GraphChange> changes = new ArrayList<>();
        for (int i = 0; i < entities.size(); i++) {
            Entity entity = entities.get(i);
            changes.add(GraphChange.upsert(entity, revision));
            if (i > 0 && random.nextInt(4) == 0) {
                Entity better = entities.get(random.nextInt(i));
                changes.add(GraphChange.upsert(TestingGraph.link(entity, better, EntityLink.Rule.ALIAS), revision));
            }
            for (int each = 0; each < 3; each++) {
                changes.add(GraphChange.upsert(
                        TestingGraph.relationship(
                                entity,
                                PREDICATES[random.nextInt(PREDICATES.length)],
                                null,
                                entities.get(random.nextInt(entities.size())),
                                100_000 * (1 + random.nextInt(9))),
                        revision));
            }
        }
        for (int i = 0; i < CHUNKS; i++) {
            changes.add(
                    GraphChange.upsert(chunk("doc-" + i % 100, vector()), revision, StorageStrategy.values()[i % 3]));
        }
        return changes;
    }

    IndexedChunk chunk(String document, float[] vector) {
        return TestingGraph.chunk(
                document, words(4 + random.nextInt(5)), vector, entities.get(random.nextInt(entities.size())));
    }

    float[] vector() {
        float[] vector = new float[Fields.DIMENSIONS];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return VectorUtil.l2normalize(vector);
    }

    private String words(int count) {
        StringBuilder words = new StringBuilder(WORDS[random.nextInt(WORDS.length)]);
        for (int i = 1; i < count; i++) {
            words.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return words.toString();
    }

    /** The answers to queries of all kinds, the same queries on each call. */
    List<Object> ask(GraphReader reader) throws IOException {
        List<Object> answers = new ArrayList<>(askEntities(reader));
        for (String word : WORDS) {
            // Of arrays no two are equal, and a chunk has one.
            reader.semantic(word + " king", null, 100).stream()
                    .map(hit -> List.of(hit.chunk().id(), hit.score(), hit.textRank(), hit.entities()))
                    .forEach(answers::add);
        }
        answers.addAll(askRelationships(reader));
        answers.add(reader.busiest(5));
        answers.add(TestingGraph.export(reader));
        return answers;
    }

    List<Object> askEntities(GraphReader reader) throws IOException {
        List<Object> answers = new ArrayList<>();
        for (String word : WORDS) {
            answers.add(reader.named(word + " 1", null, 10));
            answers.add(reader.startingWith(word, "Person", 100));
            answers.add(reader.like(word, 1, null, 100));
            answers.add(reader.like(word + " king", 2, null, 3));
            answers.add(reader.find(word, null, 7));
        }
        answers.add(reader.entities("Person", 9));
        for (Entity entity : entities.subList(0, 8)) {
            answers.add(reader.entity(entity.id()));
            answers.add(reader.cluster(entity.id()));
        }
        return answers;
    }

    List<Object> askRelationships(GraphReader reader) throws IOException {
        List<Object> answers = new ArrayList<>();
        answers.add(reader.relationships("knows", 50));
        for (int i = 0; i < 8; i++) {
            String id = entities.get(i).id();
            for (Direction direction : Direction.values()) {
                answers.add(reader.relationships(id, direction, null, 4));
            }
            answers.add(reader.relationships(id, Direction.BOTH, "spouse", 100));
            answers.add(reader.path(id, entities.get(entities.size() - 1 - i).id()));
        }
        return answers;
    }

    /** Asks for vectors, the same on each call. */
    void askVectors(GraphReader reader) throws IOException {
        TestingQueries asking = new TestingQueries(seed + 1, 1);
        for (int i = 0; i < 20; i++) {
            reader.semantic(i % 2 == 0 ? null : "ada", asking.vector(), 10);
        }
    }
}
