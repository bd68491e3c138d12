package io.knowstream.index;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.Ids;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Quality;
import io.knowstream.graph.Relationship;
import io.knowstream.graph.Span;
import io.knowstream.graph.StorageStrategy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Records to fill indices with. */
final class TestingGraph {

    private TestingGraph() {}

    static Entity entity(String type, String name, int documents, String... aliases) {
        return new Entity(
                Ids.entity(type, name),
                name,
                type,
                Arrays.asList(aliases),
                documents,
                documents * 2L,
                900_000,
                List.of(new Evidence("doc-1", 3, 9, 950_000)));
    }

    static Relationship relationship(Entity source, String type, String wikidata, Entity target, int confidence) {
        String predicate = wikidata == null ? type : wikidata;
        return new Relationship(
                Ids.relationship(source.id(), predicate, target.id()),
                source.id(),
                type,
                wikidata,
                target.id(),
                confidence,
                1,
                List.of(new Evidence("doc-1", 0, 40, confidence)));
    }

    static EntityLink link(Entity entity, Entity target, EntityLink.Rule rule) {
        return new EntityLink(Ids.link(entity.id()), entity.id(), target.id(), rule, 950_000, entity.name());
    }

    static IndexedChunk chunk(String document, String text, float[] embedding, Entity... entities) {
        return new IndexedChunk(
                Ids.chunk(document, text, 0),
                document,
                "Title of " + document,
                0,
                text.codePointCount(0, text.length()),
                text,
                Arrays.stream(entities).map(Entity::id).toList(),
                embedding);
    }

    static DocumentGraph document(String id, String content) {
        String one = Ids.entity("Person", "Ada");
        return new DocumentGraph(
                new Document(id, null, content, 7L, Map.of("source", "test", "ünï", "\ud83d\ude00")),
                Quality.of(900_000, 800_000, 700_000, 600_000),
                List.of(new Chunk(Ids.chunk(id, content, 0), "fingerprint", 0, content.length())),
                List.of(new DocumentEntity(
                        one, "Ada", "Person", 912_345, List.of(new Mention(0, 3, "Ada", "Person", 912_345)))),
                List.of(new DocumentRelationship("r", one, "knows", null, one, 500_000, List.of(new Span(0, 3)))),
                List.of());
    }

    /** A vector of length one that points mostly along one axis. */
    static float[] axis(int axis) {
        float[] vector = new float[Fields.DIMENSIONS];
        vector[axis] = 1;
        return vector;
    }

    /** A random sequence of upserts and deletes over few ids, so that most ids change several times. */
    static List<GraphChange> changes(Random random, int count) {
        List<GraphChange> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = random.nextInt(20);
            Entity entity = entity("Person", "Person " + number, 1 + random.nextInt(9));
            Entity other = entity("Place", "Place " + random.nextInt(5), 1);
            Relationship relationship = relationship(entity, "lives in", null, other, 1 + random.nextInt(1_000_000));
            IndexedChunk chunk = chunk("doc-" + number, "text " + number, axis(random.nextInt(9)), entity);
            GraphChange upsert =
                    switch (random.nextInt(5)) {
                        case 0 -> GraphChange.upsert(entity, i);
                        case 1 -> GraphChange.upsert(relationship, i);
                        case 2 -> GraphChange.upsert(chunk, i, storage(random));
                        case 3 -> GraphChange.upsert(link(entity, other, EntityLink.Rule.ALIAS), i);
                        default -> GraphChange.upsert(
                                document("doc-" + number, "Ada " + random.nextInt(100)), i, storage(random));
                    };
            changes.add(random.nextInt(4) == 0 ? GraphChange.delete(upsert.kind(), upsert.id(), i) : upsert);
        }
        return changes;
    }

    private static StorageStrategy storage(Random random) {
        return StorageStrategy.values()[random.nextInt(StorageStrategy.values().length)];
    }

    /** The last upsert of each record that no delete follows, shuffled. */
    static List<GraphChange> survivors(List<GraphChange> changes, Random random) {
        LinkedHashMap<String, GraphChange> last = new LinkedHashMap<>();
        changes.forEach(change -> last.put(change.kind() + " " + change.id(), change));
        List<GraphChange> left = new ArrayList<>(last.values());
        left.removeIf(change -> change.op() == GraphChange.Op.DELETE);
        Collections.shuffle(left, random);
        return left;
    }

    /** Writes changes into a new index by one attempt and publishes them as checkpoint 1. */
    static void publish(Path index, Path work, int shards, List<GraphChange> changes) throws IOException {
        try (TestingWriters writers = TestingWriters.fresh(index, work, shards)) {
            writers.apply(changes);
            writers.checkpoint(1);
        }
    }

    static String export(Path index) throws IOException {
        try (GraphReader reader = GraphReader.open(index.toString())) {
            return export(reader);
        }
    }

    static String export(String index) throws IOException {
        try (GraphReader reader = GraphReader.open(index)) {
            return export(reader);
        }
    }

    static String export(GraphReader reader) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        reader.export(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    static GraphChange delete(Kind kind, String id) {
        return GraphChange.delete(kind, id, 99);
    }
}
