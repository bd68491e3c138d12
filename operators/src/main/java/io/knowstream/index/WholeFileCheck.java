package io.knowstream.index;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * Compares a file with what was published, by all its bytes as they go by.
 *
 * <p>A Lucene file ends with the CRC-32 of everything before, as a big-endian long ({@code CodecUtil.writeFooter}). What
 * is recomputed must be that of the file's footer and that of the manifest. Used by one thread.
 */
final class WholeFileCheck {

    private static final int BUFFER = 1 << 16;

    private final StoredFile file;
    private final long checked;
    private final CRC32 crc = new CRC32();
    private final ByteBuffer footer = ByteBuffer.allocate(Long.BYTES);
    private long length;

    WholeFileCheck(StoredFile file) {
        this.file = file;
        this.checked = file.length() - Long.BYTES;
    }

    /** Checks a file of this machine. */
    static void check(StoredFile file, Path local) throws IOException {
        try (InputStream in = Files.newInputStream(local)) {
            WholeFileCheck check = new WholeFileCheck(file);
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                check.update(buffer, read);
            }
            check.finish();
        } catch (NoSuchFileException e) {
            throw DamagedIndexException.missing(file.path(), e);
        }
    }

    /** Takes the next bytes. */
    void update(byte[] bytes, int count) {
        int summed = (int) Math.max(0, Math.min(count, checked - length));
        crc.update(bytes, 0, summed);
        footer.put(bytes, summed, Math.min(count - summed, footer.remaining()));
        length += count;
    }

    /** Refuses what is not the published file. */
    void finish() throws DamagedIndexException {
        if (length != file.length()) {
            throw new DamagedIndexException(
                    file.path(),
                    "the index's file " + file.path() + " must have " + file.length() + " bytes (got " + length + ")",
                    null);
        }
        requireChecksum(crc.getValue());
        requireChecksum(footer.getLong(0));
    }

    private void requireChecksum(long found) throws DamagedIndexException {
        if (found != file.checksum()) {
            throw new DamagedIndexException(
                    file.path(),
                    "the index's file " + file.path() + " must have the checksum " + Long.toHexString(file.checksum())
                            + " (got " + Long.toHexString(found) + ")",
                    null);
        }
    }
}
