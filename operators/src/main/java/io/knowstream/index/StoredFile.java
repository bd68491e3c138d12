package io.knowstream.index;

import java.util.Comparator;

/**
 * A published Lucene file.
 *
 * @param kind which of a shard's indices it belongs to
 * @param name its name within that index
 * @param path its name in the {@link SegmentStore}
 * @param length bytes
 * @param checksum the CRC-32 that Lucene wrote into its footer, of all bytes before
 */
public record StoredFile(String kind, String name, String path, long length, long checksum) {

    /** By kind and name. */
    static final Comparator<StoredFile> ORDER =
            Comparator.comparing(StoredFile::kind).thenComparing(StoredFile::name);
}
