package io.knowstream.index;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;

/** The order and the soundness of {@linkplain StoredFile stored files}. */
final class StoredFiles {

    /** By kind and name. */
    static final Comparator<StoredFile> ORDER =
            Comparator.comparing(StoredFile::kind).thenComparing(StoredFile::name);

    private StoredFiles() {}

    /** The same as {@link #check}, and reads all of the file: for what is to be written on, not merely read. */
    static void checkWhole(SegmentStore store, StoredFile file) throws IOException {
        check(store, file);
        try (IndexInput in = store.open(file.path(), IOContext.READONCE)) {
            CodecUtil.checksumEntireFile(in);
        }
    }

    /** Whether all files of a manifest are there. */
    static boolean areThere(SegmentStore store, IndexManifest manifest) throws IOException {
        for (String path : manifest.paths()) {
            try {
                store.length(path);
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        return true;
    }

    /** Refuses a file that is missing or is not, by length and by the checksum in its footer, what was published. */
    static void check(SegmentStore store, StoredFile file) throws IOException {
        long length;
        try {
            length = store.length(file.path());
        } catch (NoSuchFileException e) {
            NoSuchFileException missing = new NoSuchFileException(
                    file.path(), null, "the index's manifest lists this file, but it is missing");
            missing.initCause(e);
            throw missing;
        }
        if (length != file.length()) {
            throw new IOException(
                    "the index's file " + file.path() + " must have " + file.length() + " bytes (got " + length + ")");
        }
        try (IndexInput in = store.open(file.path(), IOContext.READONCE)) {
            long checksum = CodecUtil.retrieveChecksum(in);
            if (checksum != file.checksum()) {
                throw new IOException("the index's file " + file.path() + " must have the checksum " + file.checksum()
                        + " (got " + checksum + ")");
            }
        }
    }
}
