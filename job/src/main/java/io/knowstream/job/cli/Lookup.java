package io.knowstream.job.cli;

import io.knowstream.graph.Entity;
import io.knowstream.index.ReadableGraph;
import io.knowstream.index.SemanticHit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds in a graph what a person names. */
final class Lookup {

    private Lookup() {}

    /** Entities with their clusters. */
    static List<EntityAnswer> withClusters(ReadableGraph reader, List<Entity> entities) throws IOException {
        List<EntityAnswer> answers = new ArrayList<>();
        for (Entity entity : entities) {
            // A reader does not refresh by itself: what it has found is there.
            answers.add(new EntityAnswer(entity, reader.cluster(entity.id()).orElseThrow()));
        }
        return answers;
    }

    /** The entity of an id, or the best one of a name. */
    static Entity one(ReadableGraph reader, String nameOrId) throws IOException {
        Optional<Entity> byId = reader.entity(nameOrId);
        if (byId.isPresent()) {
            return byId.get();
        }
        List<Entity> found = reader.find(nameOrId, null, 1);
        if (found.isEmpty()) {
            throw new NoAnswerException("there is no entity " + nameOrId + " in the graph");
        }
        return found.get(0);
    }

    /** Passages by words and by the embedding of the built-in model. */
    static List<SemanticHit> semantic(ReadableGraph reader, String text, int limit) throws IOException {
        try (BuiltInEmbedder embedder = BuiltInEmbedder.load()) {
            return reader.semantic(text, embedder.embed(text), limit);
        }
    }
}
