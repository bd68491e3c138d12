package io.knowstream.resolution;

import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.CodePoints;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.Ids;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Mention;
import io.knowstream.graph.StorageStrategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Everything that one revision of a document puts into the graph, each part with a key and a hash, so that two revisions
 * can be told apart without keeping the older one.
 */
final class Published {

    /** Where contributions go. */
    interface Contributions {
        void entity(EntityContribution contribution);

        void relationship(RelationshipContribution contribution);
    }

    private static final char DOCUMENT = 'd';
    private static final char CHUNK = 'c';
    private static final char ENTITY = 'e';
    private static final char RELATIONSHIP = 'r';

    private final String documentId;
    private final StorageStrategy storage;
    private final Map<String, Object> parts = new HashMap<>();
    private final Map<String, String> hashes = new LinkedHashMap<>();

    private Published(String documentId, StorageStrategy storage) {
        this.documentId = documentId;
        this.storage = storage;
    }

    /** What a deleted document publishes. */
    static Published nothing(String documentId) {
        return new Published(documentId, null);
    }

    /**
     * What a resolved document publishes.
     *
     * @param storage how its records, and those of its chunks, are kept: with another, all of them are other parts
     * @param results in the order of its chunks
     */
    static Published of(DocumentGraph graph, StorageStrategy storage, List<ChunkResult> results) {
        String documentId = graph.document().id();
        Published published = new Published(documentId, storage);
        published.put(
                DOCUMENT,
                documentId,
                graph,
                Ids.hash(CanonicalJson.of(graph), graph.document().content(), storage.name()));
        CodePoints content = CodePoints.of(graph.document().content());
        List<List<String>> entities = entitiesByChunk(graph);
        for (int c = 0; c < graph.chunks().size(); c++) {
            Chunk chunk = graph.chunks().get(c);
            IndexedChunk indexed = new IndexedChunk(
                    chunk.id(),
                    documentId,
                    graph.document().title(),
                    chunk.start(),
                    chunk.end(),
                    content.slice(chunk.start(), chunk.end()),
                    entities.get(c),
                    results.get(c).extraction().embedding());
            published.put(
                    CHUNK,
                    chunk.id(),
                    indexed,
                    Ids.hash(CanonicalJson.of(indexed), indexed.title(), chunk.fingerprint(), storage.name()));
        }
        for (DocumentEntity entity : graph.entities()) {
            EntityContribution contribution = EntityContribution.of(documentId, entity);
            published.put(ENTITY, entity.id(), contribution, Ids.hash(contribution.toString()));
        }
        for (DocumentRelationship relationship : graph.relationships()) {
            RelationshipContribution contribution = RelationshipContribution.of(documentId, relationship);
            published.put(RELATIONSHIP, relationship.id(), contribution, Ids.hash(contribution.toString()));
        }
        return published;
    }

    /** The hashes of the parts by their keys: of the document, then chunks, entities and relationships. */
    Map<String, String> hashes() {
        return hashes;
    }

    /**
     * Sends out what differs from what was published before.
     *
     * @param before its {@link #hashes()}
     * @param all whether to send every document and chunk, even those that do not differ
     */
    void send(
            Map<String, String> before,
            boolean all,
            long revision,
            Consumer<GraphChange> changes,
            Contributions contributions) {
        Set<String> gone = new TreeSet<>(before.keySet());
        gone.removeAll(hashes.keySet());
        for (String key : gone) {
            withdraw(key, revision, changes, contributions);
        }
        hashes.forEach((key, hash) -> {
            boolean merged = key.charAt(0) == ENTITY || key.charAt(0) == RELATIONSHIP;
            if (!hash.equals(before.get(key)) || all && !merged) {
                upsert(key, revision, changes, contributions);
            }
        });
    }

    /** Sends a part out. */
    private void upsert(String key, long revision, Consumer<GraphChange> changes, Contributions contributions) {
        Object part = parts.get(key);
        if (part instanceof DocumentGraph graph) {
            changes.accept(GraphChange.upsert(graph, revision, storage));
        } else if (part instanceof IndexedChunk chunk) {
            changes.accept(GraphChange.upsert(chunk, revision, storage));
        } else if (part instanceof EntityContribution contribution) {
            contributions.entity(contribution);
        } else {
            contributions.relationship((RelationshipContribution) part);
        }
    }

    /** Takes back a part that an earlier revision published. */
    private void withdraw(String key, long revision, Consumer<GraphChange> changes, Contributions contributions) {
        String id = key.substring(1);
        switch (key.charAt(0)) {
            case DOCUMENT -> changes.accept(GraphChange.delete(Kind.DOCUMENT, id, revision));
            case CHUNK -> changes.accept(GraphChange.delete(Kind.CHUNK, id, revision));
            case ENTITY -> contributions.entity(EntityContribution.withdrawal(id, documentId));
            case RELATIONSHIP -> contributions.relationship(RelationshipContribution.withdrawal(id, documentId));
            default -> throw new IllegalStateException("unknown key in state: " + key);
        }
    }

    private void put(char kind, String id, Object part, String hash) {
        parts.put(kind + id, part);
        hashes.put(kind + id, hash);
    }

    /** For each chunk the ids of the entities with a mention in it, in text order. */
    static List<List<String>> entitiesByChunk(DocumentGraph graph) {
        Map<Mention, String> ids = new HashMap<>();
        for (DocumentEntity entity : graph.entities()) {
            entity.mentions().forEach(mention -> ids.put(mention, entity.id()));
        }
        List<Mention> inOrder = ids.keySet().stream().sorted(Mention.TEXT_ORDER).toList();
        List<Set<String>> byChunk = new ArrayList<>(graph.chunks().size());
        graph.chunks().forEach(chunk -> byChunk.add(new LinkedHashSet<>()));
        ChunkPlaces places = new ChunkPlaces(graph.chunks());
        for (Mention mention : inOrder) {
            places.of(mention).forEach(chunk -> byChunk.get(chunk).add(ids.get(mention)));
        }
        return byChunk.stream().map(List::copyOf).toList();
    }
}
