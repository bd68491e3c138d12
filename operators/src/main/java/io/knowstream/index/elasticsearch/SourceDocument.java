package io.knowstream.index.elasticsearch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import io.knowstream.index.SearchTerms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The JSON of a record in its index: the record itself, which nothing searches, and the fields that are searched. Equal
 * records give equal bytes. Words are cut here and not by the server, so that every index has the same.
 */
final class SourceDocument {

    static final String ID = "id";
    static final String KIND = "kind";
    static final String RECORD = "record";
    static final String NAME = "name";
    static final String WORDS = "words";
    static final String TYPE = "type";
    static final String DOCUMENTS = "documents";
    static final String SOURCE = "source";
    static final String TARGET = "target";
    static final String PREDICATE = "predicate";
    static final String CONFIDENCE = "confidence";
    static final String DOCUMENT = "document";
    static final String ENTITY = "entity";
    static final String EMBEDDING = "embedding";

    /** Reads what was written, however long; a field that an earlier edition did not have is null or zero. */
    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .build();

    private SourceDocument() {}

    /** The JSON object of an upsert, without what tells who wrote it. */
    static byte[] of(GraphChange change) {
        ObjectNode fields = JSON.createObjectNode().put(ID, change.id());
        switch (change.kind()) {
            case ENTITY -> entity(fields, change.entity());
            case RELATIONSHIP -> relationship(fields, change.relationship());
            case CHUNK -> chunk(fields, change.chunk());
            case DOCUMENT -> fields.set(RECORD, JSON.valueToTree(change.document()));
            case LINK -> link(fields, change.link());
        }
        return bytes(fields);
    }

    /** The JSON object of a deletion. */
    static byte[] tombstone(String id) {
        return bytes(JSON.createObjectNode().put(ID, id));
    }

    /** A record out of its document. */
    static <R extends Record> R record(JsonNode source, Class<R> type) throws IOException {
        return JSON.treeToValue(source.get(RECORD), type);
    }

    /** Two JSON objects in one. */
    static byte[] joined(ObjectNode first, byte[] second) {
        byte[] begin = bytes(first);
        byte[] joined = new byte[begin.length + second.length - 1];
        System.arraycopy(begin, 0, joined, 0, begin.length - 1);
        joined[begin.length - 1] = ',';
        System.arraycopy(second, 1, joined, begin.length, second.length - 1);
        return joined;
    }

    private static byte[] bytes(ObjectNode object) {
        try {
            return JSON.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written as JSON", e);
        }
    }

    private static void entity(ObjectNode fields, Entity entity) {
        Set<String> names = new LinkedHashSet<>();
        names.add(SearchTerms.name(entity.name()));
        entity.aliases().forEach(alias -> names.add(SearchTerms.name(alias)));
        strings(fields, NAME, names);
        strings(fields, WORDS, names.stream().map(SourceDocument::words).toList());
        fields.put(TYPE, entity.type()).put(DOCUMENTS, entity.documents());
        fields.set(RECORD, JSON.valueToTree(entity));
    }

    private static void relationship(ObjectNode fields, Relationship relationship) {
        fields.put(SOURCE, relationship.source()).put(TARGET, relationship.target());
        strings(
                fields,
                PREDICATE,
                relationship.wikidata() == null
                        ? List.of(SearchTerms.name(relationship.type()))
                        : List.of(SearchTerms.name(relationship.type()), SearchTerms.name(relationship.wikidata())));
        fields.put(CONFIDENCE, relationship.confidence());
        fields.set(RECORD, JSON.valueToTree(relationship));
    }

    private static void link(ObjectNode fields, EntityLink link) {
        fields.put(SOURCE, link.entity()).put(TARGET, link.target()).put(CONFIDENCE, link.confidence());
        fields.set(RECORD, JSON.valueToTree(link));
    }

    private static void chunk(ObjectNode fields, IndexedChunk chunk) {
        fields.put(DOCUMENT, chunk.documentId());
        strings(fields, ENTITY, chunk.entities());
        fields.put(WORDS, words(chunk.text()));
        if (chunk.embedding().length > 0) {
            if (chunk.embedding().length != SearchTerms.DIMENSIONS) {
                throw new IllegalArgumentException("an embedding must have " + SearchTerms.DIMENSIONS
                        + " dimensions (got " + chunk.embedding().length + ")");
            }
            ArrayNode vector = fields.putArray(EMBEDDING);
            for (float component : chunk.embedding()) {
                vector.add(component);
            }
        }
        // The vector has a field of its own; the record would only repeat it.
        fields.set(
                RECORD,
                JSON.valueToTree(new IndexedChunk(
                        chunk.id(),
                        chunk.documentId(),
                        chunk.title(),
                        chunk.start(),
                        chunk.end(),
                        chunk.text(),
                        chunk.entities(),
                        new float[0])));
    }

    private static String words(String text) {
        return String.join(" ", SearchTerms.words(text));
    }

    private static void strings(ObjectNode fields, String field, Collection<String> values) {
        ArrayNode array = fields.putArray(field);
        values.forEach(array::add);
    }

    /** UTF-8 of what is written, for messages and tests. */
    static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
