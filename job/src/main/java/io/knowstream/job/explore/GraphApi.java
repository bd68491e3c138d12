package io.knowstream.job.explore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.Span;
import io.knowstream.index.BusyEntity;
import io.knowstream.index.GraphCounts;
import io.knowstream.index.GraphReader;
import io.knowstream.index.SemanticHit;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the page may ask, and the answers in JSON. Each has {@code revision} and {@code checkpoint} of the state that it
 * is from. Places are in code points, confidences from 0 to 1. Safe for use by many threads.
 */
final class GraphApi {

    static final String PREFIX = "/api/";

    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_QUESTION = 1_000;

    /** Ids of documents are their publishers'. */
    private static final int LONGEST_ID = 1_024;

    private static final int MOST_ENTITIES = 50;
    private static final int MOST_RELATIONSHIPS = 500;
    private static final int MOST_PASSAGES = 20;
    private static final int PASSAGE_LENGTH = 1_500;

    /** The graph goes on while a question is answered from several of its records. */
    private static final int TRIES = 5;

    private interface Question {
        ObjectNode answer(Parameters parameters) throws IOException, RequestException;
    }

    private final GraphReader reader;
    private final GraphFollower follower;
    private final TextEmbedder embedder;
    private final Map<String, Question> questions = new TreeMap<>();

    GraphApi(GraphReader reader, GraphFollower follower, TextEmbedder embedder) {
        this.reader = reader;
        this.follower = follower;
        this.embedder = embedder;
        questions.put("state", this::state);
        questions.put("search", this::search);
        questions.put("busiest", this::busiest);
        questions.put("entity", this::entity);
        questions.put("passage", this::passage);
        questions.put("passages", this::passages);
    }

    /** Answers the question at a path, from one state of the graph. */
    ObjectNode answer(String path, Parameters parameters) throws IOException, RequestException {
        Question question = questions.get(path.substring(PREFIX.length()));
        if (question == null) {
            throw RequestException.missing("there is no " + path + "; " + PREFIX + " has " + questions.keySet());
        }
        for (int attempt = 1; ; attempt++) {
            long revision = follower.revision();
            long checkpoint = reader.checkpoint();
            ObjectNode answer = question.answer(parameters);
            if (attempt == TRIES || checkpoint == reader.checkpoint() && revision == follower.revision()) {
                return answer.put("revision", revision).put("checkpoint", checkpoint);
            }
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode state(Parameters parameters) throws IOException, RequestException {
        parameters.only();
        GraphCounts counts = reader.counts();
        return object().put("documents", counts.documents())
                .put("chunks", counts.chunks())
                .put("entities", counts.entities())
                .put("relationships", counts.relationships())
                .put("problem", follower.problem());
    }

    /** Entities by whatever one remembers of a name, for suggestions as one types. */
    private ObjectNode search(Parameters parameters) throws IOException, RequestException {
        parameters.only("q", "limit");
        String text = parameters.text("q", LONGEST_TEXT);
        int limit = parameters.number("limit", 10, 1, MOST_ENTITIES);
        ObjectNode answer = object();
        ArrayNode entities = answer.putArray("entities");
        for (Entity entity : reader.find(text, null, limit)) {
            entities.add(EntityJson.brief(entity));
        }
        return answer;
    }

    /** The busiest entities, those that are one under one name, and what relates them to each other. */
    private ObjectNode busiest(Parameters parameters) throws IOException, RequestException {
        parameters.only("limit");
        int limit = parameters.number("limit", 24, 1, MOST_ENTITIES);
        Clusters clusters = new Clusters(reader);
        Map<String, ObjectNode> entities = new LinkedHashMap<>();
        for (BusyEntity busy : reader.busiest(limit)) {
            Entity root = clusters.root(busy.entity());
            ObjectNode json = entities.computeIfAbsent(root.id(), id -> EntityJson.brief(root));
            json.put("relationships", json.path("relationships").asInt() + busy.relationships());
        }
        ObjectNode answer = object();
        answer.putArray("entities").addAll(entities.values());
        new RelationshipJson(reader, clusters)
                .among(entities.keySet(), MOST_RELATIONSHIPS)
                .forEach(answer.putArray("relationships")::add);
        return answer;
    }

    /** An entity under all of its names, why they are one, its relationships, and where documents speak of it. */
    private ObjectNode entity(Parameters parameters) throws IOException, RequestException {
        parameters.only("id", "limit");
        String id = parameters.text("id", LONGEST_ID);
        int limit = parameters.number("limit", 30, 1, MOST_RELATIONSHIPS);
        Clusters clusters = new Clusters(reader);
        var cluster = clusters.of(id)
                .orElseThrow(() -> RequestException.missing("there is no entity " + id + " in the graph"));
        ObjectNode answer = EntityJson.whole(cluster, clusters.root(cluster));
        List<ObjectNode> relationships = new RelationshipJson(reader, clusters).of(id, limit + 1);
        relationships.stream().limit(limit).forEach(answer.putArray("relationships")::add);
        return answer.put("more", relationships.size() > limit && limit < MOST_RELATIONSHIPS);
    }

    /** A place of a document in its sentence, with the mentions of some entities marked, or else the place itself. */
    private ObjectNode passage(Parameters parameters) throws IOException, RequestException {
        parameters.only("document", "start", "end", "entity");
        String id = parameters.text("document", LONGEST_ID);
        Set<String> entities = parameters.texts("entity", MOST_ENTITIES, LONGEST_ID);
        DocumentGraph graph = reader.document(id)
                .orElseThrow(() -> RequestException.missing("there is no document " + id + " in the graph"));
        String content = graph.document().content();
        int length = content.codePointCount(0, content.length());
        int start = parameters.number("start", 0, length - 1);
        int end = parameters.number("end", start + 1, length);
        return EntityJson.passage(Passage.around(graph, new Span(start, end), entities));
    }

    /** Passages by meaning and by words. */
    private ObjectNode passages(Parameters parameters) throws IOException, RequestException {
        parameters.only("q", "limit");
        String text = parameters.text("q", LONGEST_QUESTION);
        int limit = parameters.number("limit", 8, 1, MOST_PASSAGES);
        Clusters clusters = new Clusters(reader);
        ObjectNode answer = object();
        ArrayNode passages = answer.putArray("passages");
        for (SemanticHit hit : reader.semantic(text, embedder.embed(text), limit)) {
            Document document = new Document(
                    hit.chunk().documentId(), hit.chunk().title(), hit.chunk().text(), null, null);
            ObjectNode json =
                    EntityJson.passage(Passage.beginning(document, hit.chunk().text(), PASSAGE_LENGTH));
            Map<String, ObjectNode> entities = new LinkedHashMap<>();
            for (Entity entity : hit.entities()) {
                Entity root = clusters.root(entity);
                entities.putIfAbsent(root.id(), EntityJson.brief(root));
            }
            json.putArray("entities").addAll(entities.values());
            passages.add(json);
        }
        return answer;
    }
}
