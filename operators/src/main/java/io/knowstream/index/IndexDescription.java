package io.knowstream.index;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;

/**
 * What never changes about an index: the file {@code index.json} at its root.
 *
 * @param format version of all forms of the index
 * @param shards how many there are
 */
record IndexDescription(int format, int shards) {

    /** Its name. */
    static final String FILE = "index.json";

    /** The current {@link #format}. */
    static final int FORMAT = 2;

    static IndexDescription of(int shards) {
        return new IndexDescription(FORMAT, shards);
    }

    /** Reads it; nothing where there is none. */
    static Optional<IndexDescription> find(SegmentStore store, String path) throws IOException {
        byte[] bytes;
        try {
            bytes = store.read(FILE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        requireFormat(bytes, path);
        IndexDescription found = ChecksummedJson.read(FILE, bytes, IndexDescription.class);
        if (found.format != FORMAT) {
            throw new IOException("the index at " + path + " must have format " + FORMAT + " (got " + found.format
                    + ", from a newer version)");
        }
        return Optional.of(found);
    }

    /** Before the checksum, which older formats do not have. */
    private static void requireFormat(byte[] bytes, String path) throws IOException {
        Object format;
        try {
            format = new ObjectMapper().readValue(bytes, Map.class).get("format");
        } catch (IOException e) {
            // Not even JSON: the checksum will say so.
            return;
        }
        if (format instanceof Integer number && number >= 1 && number < FORMAT) {
            throw new IOException("the index at " + path + " must have format " + FORMAT + " (got " + format
                    + ", from before the first release): remove it and start the job without state");
        }
    }

    void write(SegmentStore store) throws IOException {
        store.write(FILE, ChecksummedJson.write(this));
    }
}
