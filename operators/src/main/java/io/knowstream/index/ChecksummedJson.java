package io.knowstream.index;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * A JSON object whose last field is the CRC-32 of all bytes before it, so that a torn or changed file is told from a
 * whole one.
 */
final class ChecksummedJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIELD = ",\"crc32\":\"";
    private static final String END = "\"}\n";
    private static final int DIGITS = 8;
    private static final int SUFFIX = FIELD.length() + DIGITS + END.length();

    private ChecksummedJson() {}

    /** The form of a value that is an object with at least one field. */
    static byte[] write(Object value) {
        byte[] json;
        try {
            json = JSON.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new IllegalStateException("this can be written as JSON: " + value, e);
        }
        byte[] suffix = suffix(json, json.length - 1);
        byte[] out = Arrays.copyOf(json, json.length - 1 + suffix.length);
        System.arraycopy(suffix, 0, out, json.length - 1, suffix.length);
        return out;
    }

    /**
     * Reads a value.
     *
     * @param name of the file that the bytes come from
     * @throws DamagedIndexException where the bytes are not as they were written
     */
    static <T> T read(String name, byte[] bytes, Class<T> type) throws IOException {
        int length = bytes.length - SUFFIX;
        if (length < 1 || !Arrays.equals(bytes, length, bytes.length, suffix(bytes, length), 0, SUFFIX)) {
            throw new DamagedIndexException(
                    name,
                    "the index's file " + name
                            + " is torn or changed: its content does not have the checksum that it ends" + " with ("
                            + bytes.length + " bytes)",
                    null);
        }
        byte[] json = Arrays.copyOf(bytes, length + 1);
        json[length] = '}';
        try {
            return JSON.readValue(json, type);
        } catch (ValueInstantiationException e) {
            // A checksum says that nothing was changed by accident, and not that it was written by a friend.
            throw new DamagedIndexException(
                    name,
                    "the index's file " + name + " holds what none of ours does: "
                            + e.getCause().getMessage(),
                    e);
        }
    }

    private static byte[] suffix(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        String text = FIELD + String.format(Locale.ROOT, "%08x", crc.getValue()) + END;
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
