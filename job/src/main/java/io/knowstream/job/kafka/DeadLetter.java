package io.knowstream.job.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.graph.FailedDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A record that was refused, with the reason and as much of its bytes as may be kept.
 *
 * <p>A document that was refused behind the decoder does not know its record any more: partition and offset are {@value
 * #UNKNOWN}, key and value are its id and its JSON, which say the same.
 *
 * @param topic where it stood
 * @param partition where it stood
 * @param offset where it stood; with topic and partition it identifies the dead letter
 * @param stage the part of the job that refused it, e.g. {@code decode}
 * @param reason what was wrong, for a person
 * @param documentId the document that it speaks of; null where that cannot be known
 * @param key the record's key, at most {@value #MAX_KEY_BYTES} bytes of it; null where it had none
 * @param value the record's value, at most {@code rejected.max-bytes} of it; null where it had none
 * @param valueLength how many bytes the whole value has
 * @param sha256 of the whole value, in hexadecimal digits; null where it had none
 */
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        String stage,
        String reason,
        String documentId,
        byte[] key,
        byte[] value,
        long valueLength,
        String sha256) {

    /** Keys longer than this are no document's id and only their beginning is kept. */
    public static final int MAX_KEY_BYTES = 4096;

    /** Partition and offset of a record that is not known any more. */
    public static final int UNKNOWN = -1;

    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Refuses a record, keeping at most {@code maxBytes} of its value. */
    public static DeadLetter of(RawRecord record, String stage, String reason, String documentId, int maxBytes) {
        byte[] value = record.value();
        return new DeadLetter(
                record.topic(),
                record.partition(),
                record.offset(),
                stage,
                reason,
                documentId,
                prefix(record.key(), MAX_KEY_BYTES),
                prefix(value, maxBytes),
                value == null ? 0 : value.length,
                value == null ? null : sha256(value));
    }

    /** Says what of a document can never be processed, keeping at most {@code maxBytes} of its JSON. */
    public static DeadLetter of(FailedDocument failed, String topic, int maxBytes) {
        String id = failed.document().id();
        RawRecord record = new RawRecord(
                topic, UNKNOWN, UNKNOWN, id.getBytes(StandardCharsets.UTF_8), DocumentJson.of(failed.document()));
        return of(record, failed.stage(), failed.reason(), id, maxBytes);
    }

    /** Whether the record that was refused is known; if not, this speaks of a document that is in the graph in part. */
    public boolean ofRecord() {
        return offset != UNKNOWN;
    }

    /** Whether a part of the value is missing. */
    public boolean truncated() {
        return value != null && value.length < valueLength;
    }

    /**
     * The record of the topic of rejected documents: {@code {"topic","partition","offset","stage","reason",
     * "documentId","key","value","valueLength","truncated","sha256"}}, key and value in Base64.
     */
    public byte[] toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256 + (value == null ? 0 : value.length / 3 * 4));
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("topic", topic);
            json.writeNumberField("partition", partition);
            json.writeNumberField("offset", offset);
            json.writeStringField("stage", stage);
            json.writeStringField("reason", reason);
            json.writeStringField("documentId", documentId);
            base64(json, "key", key);
            base64(json, "value", value);
            json.writeNumberField("valueLength", valueLength);
            json.writeBooleanField("truncated", truncated());
            json.writeStringField("sha256", sha256);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
        return out.toByteArray();
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws IOException if it is something else
     */
    public static DeadLetter parse(byte[] json) throws IOException {
        JsonNode letter = MAPPER.readTree(json);
        for (String field : List.of("topic", "stage", "reason", "offset", "valueLength")) {
            if (letter == null || !letter.hasNonNull(field)) {
                throw new IOException("no dead letter: it has no field " + field);
            }
        }
        return new DeadLetter(
                letter.get("topic").asText(),
                letter.path("partition").asInt(UNKNOWN),
                letter.get("offset").asLong(UNKNOWN),
                letter.get("stage").asText(),
                letter.get("reason").asText(),
                letter.path("documentId").textValue(),
                letter.path("key").binaryValue(),
                letter.path("value").binaryValue(),
                letter.get("valueLength").asLong(),
                letter.path("sha256").textValue());
    }

    private static void base64(JsonGenerator json, String field, byte[] bytes) throws IOException {
        if (bytes == null) {
            json.writeNullField(field);
        } else {
            json.writeBinaryField(field, bytes);
        }
    }

    private static byte[] prefix(byte[] bytes, int max) {
        return bytes == null || bytes.length <= max ? bytes : Arrays.copyOf(bytes, max);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
