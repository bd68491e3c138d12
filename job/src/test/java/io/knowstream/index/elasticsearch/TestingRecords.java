package io.knowstream.index.elasticsearch;

import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Ids;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Quality;
import io.knowstream.graph.Relationship;
import io.knowstream.graph.StorageStrategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Changes of a graph over few ids, so that most of them change and go several times. */
final class TestingRecords {

    private static final List<String> WORDS =
            List.of("radium", "Paris", "prize", "laboratory", "physics", "École", "war", "theory", "light", "atom");

    private TestingRecords() {}

    static Entity entity(String type, String name, int documents, String... aliases) {
        return new Entity(
                Ids.entity(type, name),
                name,
                type,
                List.of(aliases),
                documents,
                documents * 2L,
                900_000,
                List.of(new Evidence("doc-1", 3, 9, 950_000)));
    }

    static Relationship relationship(Entity source, String type, Entity target, int confidence) {
        return new Relationship(
                Ids.relationship(source.id(), type, target.id()),
                source.id(),
                type,
                null,
                target.id(),
                confidence,
                1,
                List.of(new Evidence("doc-1", 0, 40, confidence)));
    }

    static EntityLink link(Entity entity, Entity target) {
        return new EntityLink(
                Ids.link(entity.id()), entity.id(), target.id(), EntityLink.Rule.ALIAS, 950_000, entity.name());
    }

    /** A vector of length one. */
    static float[] vector(Random random) {
        float[] vector = new float[384];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }

    static List<GraphChange> changes(Random random, int count) {
        List<GraphChange> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = random.nextInt(30);
            Entity entity = entity("Person", "Person " + number, 1 + random.nextInt(9), "Alias " + number);
            Entity place = entity("Place", "Place " + random.nextInt(6), 1 + random.nextInt(3));
            GraphChange upsert =
                    switch (random.nextInt(6)) {
                        case 0 -> GraphChange.upsert(entity, i);
                        case 1 -> GraphChange.upsert(place, i);
                        case 2 -> GraphChange.upsert(
                                relationship(entity, "lives in", place, 1 + random.nextInt(1_000_000)), i);
                        case 3 -> GraphChange.upsert(chunk(number, random, entity), i, StorageStrategy.BALANCED);
                        case 4 -> GraphChange.upsert(link(entity, place), i);
                        default -> GraphChange.upsert(document(number, random), i, StorageStrategy.FAST_ACCESS);
                    };
            changes.add(random.nextInt(4) == 0 ? GraphChange.delete(upsert.kind(), upsert.id(), i) : upsert);
        }
        return changes;
    }

    private static IndexedChunk chunk(int number, Random random, Entity entity) {
        StringBuilder text = new StringBuilder("Text of " + number);
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
        }
        String document = "doc-" + number;
        return new IndexedChunk(
                Ids.chunk(document, Integer.toString(number), 0),
                document,
                null,
                0,
                text.length(),
                text.toString(),
                List.of(entity.id()),
                vector(random));
    }

    private static DocumentGraph document(int number, Random random) {
        // Longer than an _id may be.
        String id = "doc-" + number + "-" + "ü".repeat(300);
        return new DocumentGraph(
                new Document(id, null, "Content " + random.nextInt(100), 7L, Map.of("k", "\ud83d\ude00")),
                Quality.of(900_000, 800_000, 700_000, 600_000),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** The last upsert of each record that no delete follows. */
    static List<GraphChange> survivors(List<GraphChange> changes) {
        Map<String, GraphChange> last = new LinkedHashMap<>();
        changes.forEach(change -> last.put(change.kind() + " " + change.id(), change));
        List<GraphChange> left = new ArrayList<>(last.values());
        left.removeIf(change -> change.op() == GraphChange.Op.DELETE);
        return left;
    }

    /** The id of a record of a kind that survives. */
    static String survivor(List<GraphChange> changes, GraphChange.Kind kind) {
        return survivors(changes).stream()
                .filter(change -> change.kind() == kind)
                .findFirst()
                .orElseThrow()
                .id();
    }
}
