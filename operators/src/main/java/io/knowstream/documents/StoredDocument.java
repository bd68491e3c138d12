package io.knowstream.documents;

import io.knowstream.graph.BinaryForm;
import io.knowstream.graph.Document;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;

/**
 * A whole document as compressed bytes: one zstd frame over a format version and length-prefixed UTF-8 fields.
 *
 * <p>Equal documents give equal bytes.
 */
final class StoredDocument {

    private static final int FORMAT = 1;

    private StoredDocument() {}

    static byte[] compress(Document document) {
        return BinaryForm.compress(BinaryForm.bytes(out -> {
            out.writeByte(FORMAT);
            BinaryForm.writeText(out, document.id());
            BinaryForm.writeDocument(out, document);
        }));
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #compress} made */
    static Document decompress(byte[] stored) {
        byte[] bytes = BinaryForm.decompress(stored, "a stored document");
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readByte();
            if (format != FORMAT) {
                throw new IllegalArgumentException(
                        "a stored document must be of format " + FORMAT + " (got " + format + ")");
            }
            return BinaryForm.readDocument(in, BinaryForm.readText(in));
        } catch (IOException e) {
            throw new IllegalArgumentException("a stored document is cut off", e);
        }
    }
}
