package io.knowstream.job.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentUpdate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Decodes records of the documents topic by the input rules; it never throws, whatever the bytes.
 *
 * <p>A null value, or {@code "deleted": true}, deletes. The key, where there is one, is the document's id, and the JSON
 * may repeat it. Optional fields may be null. Unknown fields are ignored. Metadata values that are no strings are kept as
 * canonical JSON text. A byte order mark is skipped.
 */
final class DocumentDecoder {

    /** Jackson names the input in its messages, which says nothing here. */
    private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;]*; ");

    private static final int MAX_MESSAGE = 300;

    private final DocumentLimits limits;
    private final JsonFactory json;

    DocumentDecoder(DocumentLimits limits) {
        this.limits = limits;
        this.json = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // A hostile record must not fill tables that outlive it.
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DocumentLimits.MAX_NESTING)
                        .maxTokenCount(DocumentLimits.MAX_TOKENS)
                        .maxStringLength(limits.maxContentBytes())
                        .build())
                .build();
    }

    Decoded decode(RawRecord record) {
        String key = null;
        if (record.key() != null) {
            String problem = keyProblem(record.key());
            if (problem != null) {
                return new Decoded.Rejected(problem, null);
            }
            key = new String(record.key(), StandardCharsets.UTF_8);
        }
        byte[] value = record.value();
        if (value == null) {
            return key == null
                    ? new Decoded.Rejected("record has neither key nor value; a deletion needs the id as key", null)
                    : new Decoded.Accepted(DocumentUpdate.delete(key, null));
        }
        int malformed = Utf8.firstMalformed(value);
        if (malformed >= 0) {
            return new Decoded.Rejected("value is not valid UTF-8 at " + byteAt(value, malformed), key);
        }
        return decodeJson(key, value);
    }

    private static String keyProblem(byte[] key) {
        if (key.length > DocumentLimits.MAX_ID_BYTES) {
            return "key has " + key.length + " bytes; at most " + DocumentLimits.MAX_ID_BYTES + " are allowed";
        }
        int malformed = Utf8.firstMalformed(key);
        return malformed >= 0
                ? "key is not valid UTF-8 at " + byteAt(key, malformed)
                : idProblem("key", new String(key, StandardCharsets.UTF_8));
    }

    private Decoded decodeJson(String key, byte[] value) {
        DocumentFields fields = new DocumentFields(limits);
        String problem;
        try (JsonParser parser = json.createParser(reader(value))) {
            problem = read(parser, fields);
        } catch (DocumentFields.TooLongException e) {
            problem = "content".equals(e.getMessage())
                    ? "content has more than the " + limits.maxContentBytes() + " bytes allowed (documents.max-content)"
                    : e.getMessage() + " has a string of more than " + limits.maxContentBytes() + " characters";
        } catch (StreamConstraintsException e) {
            problem = "JSON goes beyond what is allowed" + place(e.getLocation()) + ": " + message(e);
        } catch (JsonProcessingException e) {
            problem = "malformed JSON" + place(e.getLocation()) + ": " + message(e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
        String id = fields.id == null ? key : fields.id;
        if (problem == null) {
            problem = validate(key, id, fields);
        }
        if (problem != null) {
            boolean named = id != null && idProblem("id", id) == null;
            return new Decoded.Rejected(problem, named ? id : null);
        }
        String title = fields.title == null || isBlank(fields.title) ? null : fields.title;
        return new Decoded.Accepted(
                fields.deleted
                        ? DocumentUpdate.delete(id, fields.version)
                        : DocumentUpdate.upsert(
                                new Document(id, title, fields.content, fields.version, fields.metadata)));
    }

    /** Reads through a reader: from bytes Jackson would guess the encoding, and not every guess is UTF-8. */
    private static Reader reader(byte[] value) {
        boolean mark =
                value.length >= 3 && value[0] == (byte) 0xEF && value[1] == (byte) 0xBB && value[2] == (byte) 0xBF;
        int from = mark ? 3 : 0;
        return new InputStreamReader(
                new ByteArrayInputStream(value, from, value.length - from), StandardCharsets.UTF_8);
    }

    private static String read(JsonParser parser, DocumentFields fields) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return "value is empty; a JSON object is expected";
        }
        if (first != JsonToken.START_OBJECT) {
            return "value is " + JsonText.kind(first) + "; a JSON object is expected";
        }
        fields.read(parser);
        JsonLocation end = parser.currentLocation();
        boolean more;
        try {
            more = parser.nextToken() != null;
        } catch (JsonProcessingException e) {
            more = true;
        }
        return more ? "something follows the JSON object that ends" + place(end) : null;
    }

    private String validate(String key, String id, DocumentFields fields) {
        if (fields.problem != null) {
            return fields.problem;
        }
        if (id == null) {
            return "id is missing, and the record has no key";
        }
        String problem = idProblem("id", id);
        if (problem != null) {
            return problem;
        }
        if (key != null && !key.equals(id)) {
            return "key " + JsonText.quote(key) + " differs from id " + JsonText.quote(id);
        }
        if (fields.deleted) {
            return null;
        }
        if (fields.content == null) {
            return "content is missing";
        }
        if (isBlank(fields.content)) {
            return "content is " + (fields.content.isEmpty() ? "empty" : "only white space");
        }
        problem = textProblem("content", fields.content, limits.maxContentBytes(), " (documents.max-content)");
        return problem != null || fields.title == null
                ? problem
                : textProblem("title", fields.title, DocumentLimits.MAX_TITLE_BYTES, "");
    }

    private static String idProblem(String what, String id) {
        if (isBlank(id)) {
            return what + " is " + (id.isEmpty() ? "empty" : "only white space");
        }
        return textProblem(what, id, DocumentLimits.MAX_ID_BYTES, "");
    }

    private static String textProblem(String what, String text, int maxBytes, String option) {
        String forbidden = Utf8.forbidden(text);
        if (forbidden != null) {
            return what + " contains " + forbidden;
        }
        long bytes = Utf8.length(text);
        return bytes > maxBytes
                ? what + " has " + bytes + " bytes; at most " + maxBytes + " are allowed" + option
                : null;
    }

    private static boolean isBlank(String text) {
        return text.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
    }

    private static String byteAt(byte[] bytes, int offset) {
        String hex = String.format(Locale.ROOT, "0x%02X", bytes[offset] & 0xFF);
        return "byte " + offset + " (" + hex + ")";
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String message(JsonProcessingException e) {
        String message = SOURCE.matcher(e.getOriginalMessage()).replaceAll("[").replaceAll("\\s+", " ");
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "...";
    }
}
