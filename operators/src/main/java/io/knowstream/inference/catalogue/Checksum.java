package io.knowstream.inference.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the bytes of a file must hash to.
 *
 * @param algorithm how
 * @param hex to what, in small hexadecimal digits
 */
public record Checksum(Algorithm algorithm, String hex) {

    /** How hubs hash files. */
    public enum Algorithm implements NamedValue {
        /** Of large files, which Git LFS names by it. */
        SHA256("SHA-256", 64),
        /** Of small files, which lie in Git itself: SHA-1 of {@code blob LENGTH\0} and the file. */
        GIT_SHA1("SHA-1", 40);

        private final String java;
        private final int digits;

        Algorithm(String java, int digits) {
            this.java = java;
            this.digits = digits;
        }

        /** The hash of a file, streamed. */
        String of(Path file) throws IOException {
            MessageDigest digest;
            try {
                digest = MessageDigest.getInstance(java);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has " + java, e);
            }
            if (this == GIT_SHA1) {
                digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
            }
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = Files.newInputStream(file)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    public Checksum {
        if (hex == null || !hex.matches("[0-9a-f]{" + algorithm.digits + "}")) {
            throw new IllegalArgumentException("a checksum of " + algorithm.text() + " must have " + algorithm.digits
                    + " hexadecimal digits (got " + ModelPath.shown(hex) + ")");
        }
    }

    /** Checks a file; null where it holds, else what it is instead. */
    String mismatch(Path file) throws IOException {
        String actual = algorithm.of(file);
        return actual.equals(hex) ? null : actual;
    }

    @Override
    public String toString() {
        return algorithm.text() + " " + hex;
    }
}
