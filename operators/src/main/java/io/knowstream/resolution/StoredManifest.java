package io.knowstream.resolution;

import com.github.luben.zstd.Zstd;
import io.knowstream.graph.Chunk;
import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Manifest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The manifest of a published revision as few bytes: what its results do not hold of it.
 *
 * <p>A format version; the texts as one zstd frame, in which the lead, being a part of the content, costs next to
 * nothing; then revision, whether a quality was given, and chunks, uncompressed, as hashes do not shrink and are wanted
 * without the texts. Equal manifests give equal bytes.
 */
final class StoredManifest {

    private static final int FORMAT = 1;
    /** As of the text in admission's state: Zstandard's own default. */
    private static final int LEVEL = 3;

    private static final int ABSENT = -1;
    private static final HexFormat HEX = HexFormat.of();
    /** What {@link io.knowstream.graph.Ids#hash} gives. */
    private static final int HASH_DIGITS = 32;

    private StoredManifest() {}

    /**
     * The stored form.
     *
     * @param manifest of a document that is not deleted
     * @param validated whether the document was given a quality; the rest of its configuration is not kept
     */
    static byte[] compress(Manifest manifest, boolean validated) {
        byte[] texts = Zstd.compress(texts(manifest), LEVEL);
        return bytes(out -> {
            out.writeByte(FORMAT);
            out.writeInt(texts.length);
            out.write(texts);
            out.writeLong(manifest.revision());
            out.writeBoolean(validated);
            out.writeInt(manifest.chunks().size());
            for (Chunk chunk : manifest.chunks()) {
                writeHash(out, chunk.id());
                writeHash(out, chunk.fingerprint());
                out.writeInt(chunk.start());
                out.writeInt(chunk.end());
            }
        });
    }

    private static byte[] texts(Manifest manifest) {
        Document document = manifest.document();
        GlobalContext context = manifest.context();
        return bytes(out -> {
            write(out, document.title());
            write(out, document.content());
            out.writeBoolean(document.version() != null);
            out.writeLong(document.version() == null ? 0 : document.version());
            out.writeInt(document.metadata().size());
            for (var entry : document.metadata().entrySet()) {
                write(out, entry.getKey());
                write(out, entry.getValue());
            }
            out.writeBoolean(context != null);
            if (context != null) {
                write(out, context.title());
                write(out, context.lead());
                out.writeInt(context.keyTerms().size());
                for (String term : context.keyTerms()) {
                    write(out, term);
                }
            }
            write(out, manifest.failure());
        });
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #compress} made */
    static Manifest decompress(String documentId, byte[] stored) {
        try (DataInputStream in = open(stored)) {
            byte[] frame = in.readNBytes(in.readInt());
            long revision = in.readLong();
            in.readBoolean();
            List<Chunk> chunks = readChunks(in);
            long size = Zstd.getFrameContentSize(frame);
            if (size <= 0 || size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a stored manifest must have a zstd frame of known size (got " + size + ")");
            }
            return readTexts(documentId, revision, chunks, Zstd.decompress(frame, (int) size));
        } catch (IOException e) {
            throw new IllegalArgumentException("a stored manifest is cut off", e);
        }
    }

    /** The chunks alone, which takes no decompression. */
    static List<Chunk> chunks(byte[] stored) {
        try (DataInputStream in = open(stored)) {
            in.skipNBytes(in.readInt() + Long.BYTES + 1L);
            return readChunks(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("a stored manifest is cut off", e);
        }
    }

    /** Whether the document was given a quality. */
    static boolean validated(byte[] stored) {
        try (DataInputStream in = open(stored)) {
            in.skipNBytes(in.readInt() + (long) Long.BYTES);
            return in.readBoolean();
        } catch (IOException e) {
            throw new IllegalArgumentException("a stored manifest is cut off", e);
        }
    }

    private static DataInputStream open(byte[] stored) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored));
        int format = in.readByte();
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "a stored manifest must be of format " + FORMAT + " (got " + format + ")");
        }
        return in;
    }

    private static List<Chunk> readChunks(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Chunk> chunks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            chunks.add(new Chunk(readHash(in), readHash(in), in.readInt(), in.readInt()));
        }
        return chunks;
    }

    private static Manifest readTexts(String documentId, long revision, List<Chunk> chunks, byte[] texts)
            throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(texts));
        String title = read(in);
        String content = read(in);
        boolean versioned = in.readBoolean();
        long version = in.readLong();
        Map<String, String> metadata = new TreeMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            metadata.put(read(in), read(in));
        }
        Document document = new Document(documentId, title, content, versioned ? version : null, metadata);
        GlobalContext context = null;
        if (in.readBoolean()) {
            String contextTitle = read(in);
            String lead = read(in);
            List<String> keyTerms = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                keyTerms.add(read(in));
            }
            context = new GlobalContext(contextTitle, keyTerms, lead);
        }
        return new Manifest(documentId, revision, document, context, chunks, read(in), null);
    }

    /** A hash as its bytes, anything else as text: a length of 0 tells the two apart. */
    private static void writeHash(DataOutputStream out, String text) throws IOException {
        if (text.length() == HASH_DIGITS && text.chars().allMatch(StoredManifest::isDigit)) {
            out.writeShort(0);
            out.write(HEX.parseHex(text));
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeShort(bytes.length);
            out.write(bytes);
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
    }

    private static String readHash(DataInputStream in) throws IOException {
        int length = in.readUnsignedShort();
        return length == 0
                ? HEX.formatHex(in.readNBytes(HASH_DIGITS / 2))
                : new String(in.readNBytes(length), StandardCharsets.UTF_8);
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

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
        return bytes.toByteArray();
    }
}
