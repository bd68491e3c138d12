package io.knowstream.resolution;

import io.knowstream.graph.BinaryForm;
import io.knowstream.graph.Chunk;
import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Manifest;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The manifest of a published revision as few bytes: what its results do not hold of it.
 *
 * <p>A format version; the texts as one zstd frame, in which the lead, being a part of the content, costs next to
 * nothing; then revision, whether a quality was given, and chunks, uncompressed, as hashes do not shrink and are wanted
 * without the texts. Equal manifests give equal bytes.
 */
final class StoredManifest {

    private static final int FORMAT = 1;
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
        byte[] texts = BinaryForm.compress(texts(manifest));
        return BinaryForm.bytes(out -> {
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
        GlobalContext context = manifest.context();
        return BinaryForm.bytes(out -> {
            BinaryForm.writeDocument(out, manifest.document());
            out.writeBoolean(context != null);
            if (context != null) {
                BinaryForm.writeText(out, context.title());
                BinaryForm.writeText(out, context.lead());
                out.writeInt(context.keyTerms().size());
                for (String term : context.keyTerms()) {
                    BinaryForm.writeText(out, term);
                }
            }
            BinaryForm.writeText(out, manifest.failure());
        });
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #compress} made */
    static Manifest decompress(String documentId, byte[] stored) {
        try (DataInputStream in = open(stored)) {
            byte[] frame = in.readNBytes(in.readInt());
            long revision = in.readLong();
            in.readBoolean();
            List<Chunk> chunks = readChunks(in);
            return readTexts(
                    documentId, revision, chunks, BinaryForm.decompress(frame, "the texts of a stored manifest"));
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
        Document document = BinaryForm.readDocument(in, documentId);
        GlobalContext context = null;
        if (in.readBoolean()) {
            String contextTitle = BinaryForm.readText(in);
            String lead = BinaryForm.readText(in);
            List<String> keyTerms = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                keyTerms.add(BinaryForm.readText(in));
            }
            context = new GlobalContext(contextTitle, keyTerms, lead);
        }
        return new Manifest(documentId, revision, document, context, chunks, BinaryForm.readText(in), null);
    }

    /** A hash as its bytes, anything else as text: a length of 0 tells the two apart. */
    private static void writeHash(DataOutput out, String text) throws IOException {
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
}
