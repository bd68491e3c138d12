package io.knowstream.graph;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Content-derived identifiers: 32 hexadecimal digits, the first 128 bits of a SHA-256 over length-prefixed UTF-8 parts.
 *
 * <p>They depend on no clock and on no order of arrival, so that the same documents give the same ids everywhere.
 */
public final class Ids {

    private static final int BYTES = 16;

    private Ids() {}

    /** The id of the {@code occurrence}-th chunk (from 0) of a document that has exactly this text. */
    public static String chunk(String documentId, String text, int occurrence) {
        return hash("chunk", documentId, text, Integer.toString(occurrence));
    }

    /** The id of the entity with this type and {@linkplain Names#normalize normalised} name. */
    public static String entity(String type, String name) {
        return hash("entity", type, Names.normalize(name));
    }

    /** The id of the entity with this type, name and sense; where the sense is null, that of type and name alone. */
    public static String entity(String type, String name, String sense) {
        return sense == null ? entity(type, name) : hash("entity", type, Names.normalize(name), sense);
    }

    /** The id of a relationship between two entity ids; {@code predicate} is the Wikidata id where there is one. */
    public static String relationship(String source, String predicate, String target) {
        return hash("relationship", source, predicate, target);
    }

    /** The id of the link of an entity, of which it has one at most. */
    public static String link(String entity) {
        return hash("link", entity);
    }

    /** Hashes parts, each told apart from its neighbours; a null part differs from an empty one. */
    public static String hash(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES)
                    .putInt(part == null ? -1 : bytes.length)
                    .flip());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
