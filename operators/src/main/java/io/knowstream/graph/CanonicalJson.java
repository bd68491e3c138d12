package io.knowstream.graph;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * The canonical JSON form of the graph's parts: fixed order of fields, no white space, confidences with up to six
 * decimals. Equal parts give equal bytes; the export, {@code graph-changes} and {@code extract} are made of it.
 */
public final class CanonicalJson {

    private static final JsonFactory JSON = new JsonFactory();

    private CanonicalJson() {}

    @FunctionalInterface
    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** {@code {"kind":"entity","id","name","type","sense","aliases","documents","mentions","confidence","evidence"}}. */
    public static String of(Entity entity) {
        return object(json -> {
            json.writeStringField("kind", "entity");
            json.writeStringField("id", entity.id());
            json.writeStringField("name", entity.name());
            json.writeStringField("type", entity.type());
            optional(json, "sense", entity.sense());
            strings(json, "aliases", entity.aliases());
            json.writeNumberField("documents", entity.documents());
            json.writeNumberField("mentions", entity.mentions());
            confidence(json, "confidence", entity.confidence());
            evidence(json, entity.evidence());
        });
    }

    /** {@code {"kind":"relationship","id","source","type","wikidata","target","confidence","documents","evidence"}}. */
    public static String of(Relationship relationship) {
        return object(json -> {
            json.writeStringField("kind", "relationship");
            json.writeStringField("id", relationship.id());
            json.writeStringField("source", relationship.source());
            json.writeStringField("type", relationship.type());
            optional(json, "wikidata", relationship.wikidata());
            json.writeStringField("target", relationship.target());
            confidence(json, "confidence", relationship.confidence());
            json.writeNumberField("documents", relationship.documents());
            evidence(json, relationship.evidence());
        });
    }

    /** {@code {"kind":"chunk","id","documentId","start","end","text","entities"}}; embeddings are left out. */
    public static String of(IndexedChunk chunk) {
        return object(json -> {
            json.writeStringField("kind", "chunk");
            json.writeStringField("id", chunk.id());
            json.writeStringField("documentId", chunk.documentId());
            json.writeNumberField("start", chunk.start());
            json.writeNumberField("end", chunk.end());
            json.writeStringField("text", chunk.text());
            strings(json, "entities", chunk.entities());
        });
    }

    /** {@code {"kind":"link","id","entity","target","rule","confidence","via"}}. */
    public static String of(EntityLink link) {
        return object(json -> {
            json.writeStringField("kind", "link");
            json.writeStringField("id", link.id());
            json.writeStringField("entity", link.entity());
            json.writeStringField("target", link.target());
            json.writeStringField("rule", link.rule().name().toLowerCase(Locale.ROOT));
            confidence(json, "confidence", link.confidence());
            json.writeStringField("via", link.via());
        });
    }

    /** A document of the canonical export: {@link #extracted} with its kind, version and metadata. */
    public static String of(DocumentGraph graph) {
        return object(json -> {
            json.writeStringField("kind", "document");
            json.writeStringField("id", graph.document().id());
            if (graph.document().version() != null) {
                json.writeNumberField("version", graph.document().version());
            }
            json.writeObjectFieldStart("metadata");
            for (var entry : graph.document().metadata().entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            body(json, graph);
        });
    }

    /** The line of {@code extract}: {@code {"documentId","title","quality","chunks","entities","relationships"}}. */
    public static String extracted(DocumentGraph graph) {
        return object(json -> {
            json.writeStringField("documentId", graph.document().id());
            body(json, graph);
        });
    }

    /** {@code [{"documentId","start","end","confidence"}]}, as within a record. */
    public static String evidence(List<Evidence> evidence) {
        return json(json -> places(json, evidence));
    }

    /** A list of strings. */
    public static String strings(List<String> values) {
        return json(json -> values(json, values));
    }

    /** The canonical form of whatever an upsert carries; null for a delete. */
    public static String valueOf(GraphChange change) {
        if (change.op() == GraphChange.Op.DELETE) {
            return null;
        }
        return switch (change.kind()) {
            case ENTITY -> of(change.entity());
            case RELATIONSHIP -> of(change.relationship());
            case CHUNK -> of(change.chunk());
            case DOCUMENT -> of(change.document());
            case LINK -> of(change.link());
        };
    }

    private static void body(JsonGenerator json, DocumentGraph graph) throws IOException {
        json.writeStringField("title", graph.document().title());
        quality(json, graph.quality());
        json.writeArrayFieldStart("chunks");
        for (Chunk chunk : graph.chunks()) {
            json.writeStartObject();
            json.writeStringField("id", chunk.id());
            json.writeNumberField("start", chunk.start());
            json.writeNumberField("end", chunk.end());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("entities");
        for (DocumentEntity entity : graph.entities()) {
            entity(json, entity);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("relationships");
        for (DocumentRelationship relationship : graph.relationships()) {
            relationship(json, relationship);
        }
        json.writeEndArray();
        if (!graph.failures().isEmpty()) {
            strings(json, "failures", graph.failures());
        }
    }

    private static void entity(JsonGenerator json, DocumentEntity entity) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", entity.id());
        json.writeStringField("name", entity.name());
        json.writeStringField("type", entity.type());
        optional(json, "sense", entity.sense());
        confidence(json, "confidence", entity.confidence());
        json.writeArrayFieldStart("mentions");
        for (Mention mention : entity.mentions()) {
            json.writeStartObject();
            json.writeNumberField("start", mention.start());
            json.writeNumberField("end", mention.end());
            json.writeStringField("text", mention.text());
            confidence(json, "confidence", mention.confidence());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void relationship(JsonGenerator json, DocumentRelationship relationship) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", relationship.id());
        json.writeStringField("source", relationship.source());
        json.writeStringField("type", relationship.type());
        optional(json, "wikidata", relationship.wikidata());
        json.writeStringField("target", relationship.target());
        confidence(json, "confidence", relationship.confidence());
        json.writeArrayFieldStart("evidence");
        for (Span span : relationship.evidence()) {
            json.writeStartObject();
            json.writeNumberField("start", span.start());
            json.writeNumberField("end", span.end());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void quality(JsonGenerator json, Quality quality) throws IOException {
        if (quality == null) {
            json.writeNullField("quality");
            return;
        }
        json.writeObjectFieldStart("quality");
        confidence(json, "overall", quality.overall());
        confidence(json, "entity", quality.entity());
        confidence(json, "relationship", quality.relationship());
        confidence(json, "coherence", quality.coherence());
        confidence(json, "context", quality.context());
        json.writeEndObject();
    }

    private static void evidence(JsonGenerator json, List<Evidence> evidence) throws IOException {
        json.writeFieldName("evidence");
        places(json, evidence);
    }

    private static void places(JsonGenerator json, List<Evidence> evidence) throws IOException {
        json.writeStartArray();
        for (Evidence place : evidence) {
            json.writeStartObject();
            json.writeStringField("documentId", place.documentId());
            json.writeNumberField("start", place.start());
            json.writeNumberField("end", place.end());
            confidence(json, "confidence", place.confidence());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void strings(JsonGenerator json, String field, List<String> values) throws IOException {
        json.writeFieldName(field);
        values(json, values);
    }

    private static void values(JsonGenerator json, List<String> values) throws IOException {
        json.writeStartArray();
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void optional(JsonGenerator json, String field, String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value);
        }
    }

    private static void confidence(JsonGenerator json, String field, int partsPerMillion) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(Confidence.toDecimal(partsPerMillion));
    }

    private static String object(Body body) {
        return json(json -> {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        });
    }

    private static String json(Body body) {
        StringWriter out = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a string writer does not fail", e);
        }
        return out.toString();
    }
}
