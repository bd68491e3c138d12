package io.knowstream.job.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.knowstream.graph.Document;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes a document as a record of the documents topic: what {@link DocumentDecoder} reads as the same document. */
final class DocumentJson {

    private static final JsonFactory JSON = new JsonFactory();

    private DocumentJson() {}

    /** The document's JSON; fields that it has not are left out. */
    static byte[] of(Document document) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(document.content().length() + 256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("id", document.id());
            if (document.title() != null) {
                json.writeStringField("title", document.title());
            }
            json.writeStringField("content", document.content());
            if (document.version() != null) {
                json.writeNumberField("version", document.version());
            }
            if (!document.metadata().isEmpty()) {
                json.writeObjectFieldStart("metadata");
                for (Map.Entry<String, String> value : document.metadata().entrySet()) {
                    json.writeStringField(value.getKey(), value.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
        return out.toByteArray();
    }
}
