package io.knowstream.job.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fields of a document's JSON as they were found, with the first that is not as it must be.
 *
 * <p>Reading goes on after a problem, so that the id is known wherever it stands. Unknown fields are skipped: publishers
 * may say more than this job asks for.
 */
final class DocumentFields {

    private final DocumentLimits limits;

    String id;
    String title;
    String content;
    Long version;
    boolean deleted;
    final Map<String, String> metadata = new TreeMap<>();

    /** Null where every field is as it must be. */
    String problem;

    DocumentFields(DocumentLimits limits) {
        this.limits = limits;
    }

    /** Reads an object whose start is the current token; throws where the JSON is malformed. */
    void read(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            JsonToken token = json.nextToken();
            switch (field) {
                case "id" -> id = text(json, field);
                case "title" -> title = text(json, field);
                case "content" -> content = text(json, field);
                case "version" -> readVersion(json, token);
                case "deleted" -> readDeleted(json, token);
                case "metadata" -> readMetadata(json, token);
                default -> json.skipChildren();
            }
        }
    }

    private String text(JsonParser json, String field) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            problem(field + " is " + JsonText.kind(json.currentToken()) + "; a string is expected");
            json.skipChildren();
            return null;
        }
        try {
            return json.getText();
        } catch (StreamConstraintsException e) {
            throw new TooLongException(field, e);
        }
    }

    private void readVersion(JsonParser json, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            version = null;
        } else if (token == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && json.getLongValue() >= 0) {
            version = json.getLongValue();
        } else {
            String got = token.isScalarValue() ? JsonText.quote(json.getText()) : JsonText.kind(token);
            problem("version is " + got + "; an integer from 0 to " + Long.MAX_VALUE + " is expected");
            json.skipChildren();
        }
    }

    private void readDeleted(JsonParser json, JsonToken token) throws IOException {
        if (token.isBoolean() || token == JsonToken.VALUE_NULL) {
            deleted = token == JsonToken.VALUE_TRUE;
        } else {
            problem("deleted is " + JsonText.kind(token) + "; true or false is expected");
            json.skipChildren();
        }
    }

    private void readMetadata(JsonParser json, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (token != JsonToken.START_OBJECT) {
            problem("metadata is " + JsonText.kind(token) + "; an object is expected");
            json.skipChildren();
            return;
        }
        long bytes = 0;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (bytes > limits.maxMetadataBytes()) {
                json.skipChildren();
                continue;
            }
            String text = value == JsonToken.VALUE_STRING ? text(json, "metadata") : JsonText.canonical(json);
            forbid("metadata name " + JsonText.quote(name), name);
            forbid("metadata value of " + JsonText.quote(name), text);
            bytes += Utf8.length(name) + Utf8.length(text);
            metadata.put(name, text);
        }
        if (bytes > limits.maxMetadataBytes()) {
            problem("metadata is larger than the " + limits.maxMetadataBytes()
                    + " bytes allowed (documents.max-metadata)");
        }
    }

    private void forbid(String what, String text) {
        String forbidden = Utf8.forbidden(text);
        if (forbidden != null) {
            problem(what + " contains " + forbidden);
        }
    }

    private void problem(String found) {
        if (problem == null) {
            problem = found;
        }
    }

    /** A string is longer than any string of a document may be. */
    static final class TooLongException extends IOException {

        private static final long serialVersionUID = 1L;

        TooLongException(String field, StreamConstraintsException cause) {
            super(field, cause);
        }
    }
}
