package io.knowstream.graph;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Parts of the binary forms in which state keeps documents: texts with their lengths in UTF-8, and zstd frames. Equal
 * values give equal bytes. Changing it makes states unreadable: those who use it have a number for their format.
 */
public final class BinaryForm {

    /** Zstandard's own default: natural text shrinks to about 40 % at several hundred MB a second. */
    private static final int LEVEL = 3;

    /** The smallest block of a frame has 4 bytes, the largest unpacks to 128 KiB (RFC 8878, 3.1.1.2). */
    private static final long LARGEST_RATIO = (128 << 10) / 4;

    private static final int ABSENT = -1;

    private BinaryForm() {}

    /** Something that writes its parts. */
    @FunctionalInterface
    public interface Writing {
        /** Writes them all. */
        void to(DataOutput out) throws IOException;
    }

    /** What is written. */
    public static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** Writes a text, which may be null. */
    public static void writeText(DataOutput out, String text) throws IOException {
        if (text == null) {
            out.writeInt(ABSENT);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads what {@link #writeText} wrote. */
    public static String readText(DataInput in) throws IOException {
        int length = in.readInt();
        if (length == ABSENT) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Writes a document without its id. */
    public static void writeDocument(DataOutput out, Document document) throws IOException {
        writeText(out, document.title());
        writeText(out, document.content());
        out.writeBoolean(document.version() != null);
        out.writeLong(document.version() == null ? 0 : document.version());
        out.writeInt(document.metadata().size());
        for (var entry : document.metadata().entrySet()) {
            writeText(out, entry.getKey());
            writeText(out, entry.getValue());
        }
    }

    /** Reads what {@link #writeDocument} wrote. */
    public static Document readDocument(DataInput in, String id) throws IOException {
        String title = readText(in);
        String content = readText(in);
        boolean versioned = in.readBoolean();
        long version = in.readLong();
        Map<String, String> metadata = new TreeMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            metadata.put(readText(in), readText(in));
        }
        return new Document(id, title, content, versioned ? version : null, metadata);
    }

    /** A zstd frame of some bytes. */
    public static byte[] compress(byte[] bytes) {
        return compress(bytes, LEVEL);
    }

    /** The same with more or less work: levels from 1 to 22. */
    public static byte[] compress(byte[] bytes, int level) {
        return Zstd.compress(bytes, level);
    }

    /**
     * The bytes in a zstd frame.
     *
     * @param what the frame should be, for the message
     * @throws IllegalArgumentException if it is no frame of known size, claims one that it cannot have, or is cut off
     */
    public static byte[] decompress(byte[] frame, String what) {
        long size = Zstd.getFrameContentSize(frame);
        if (size <= 0 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(what + " must be a zstd frame of known size (got " + size + ")");
        }
        // Before memory is taken for it.
        if (size > frame.length * LARGEST_RATIO) {
            throw new IllegalArgumentException(what + " of " + frame.length + " bytes must unpack to "
                    + frame.length * LARGEST_RATIO + " bytes at most (got " + size + ")");
        }
        try {
            return Zstd.decompress(frame, (int) size);
        } catch (ZstdException e) {
            throw new IllegalArgumentException(what + " cannot be unpacked", e);
        }
    }
}
