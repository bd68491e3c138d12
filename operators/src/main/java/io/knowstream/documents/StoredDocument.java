package io.knowstream.documents;

import com.github.luben.zstd.Zstd;
import io.knowstream.graph.Document;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A whole document as compressed bytes: one zstd frame over a format version and length-prefixed UTF-8 fields.
 *
 * <p>Equal documents give equal bytes.
 */
final class StoredDocument {

    private static final int FORMAT = 1;
    /** Zstandard's own default: natural text shrinks to about 40 % at several hundred MB a second. */
    private static final int LEVEL = 3;

    private static final int ABSENT = -1;

    private StoredDocument() {}

    static byte[] compress(Document document) {
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(document.content().length() + 256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            write(out, document.id());
            write(out, document.title());
            write(out, document.content());
            out.writeBoolean(document.version() != null);
            out.writeLong(document.version() == null ? 0 : document.version());
            out.writeInt(document.metadata().size());
            for (var entry : document.metadata().entrySet()) {
                write(out, entry.getKey());
                write(out, entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
        return Zstd.compress(bytes.toByteArray(), LEVEL);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #compress} made */
    static Document decompress(byte[] stored) {
        long size = Zstd.getFrameContentSize(stored);
        if (size <= 0 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a stored document must be a zstd frame of known size (got " + size + ")");
        }
        byte[] bytes = Zstd.decompress(stored, (int) size);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readByte();
            if (format != FORMAT) {
                throw new IllegalArgumentException(
                        "a stored document must be of format " + FORMAT + " (got " + format + ")");
            }
            String id = read(in);
            String title = read(in);
            String content = read(in);
            boolean versioned = in.readBoolean();
            long version = in.readLong();
            Map<String, String> metadata = new TreeMap<>();
            for (int i = in.readInt(); i > 0; i--) {
                metadata.put(read(in), read(in));
            }
            return new Document(id, title, content, versioned ? version : null, metadata);
        } catch (IOException e) {
            throw new IllegalArgumentException("a stored document is cut off", e);
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        if (text == null) {
            out.writeInt(ABSENT);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == ABSENT ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
