package io.knowstream.index;

/**
 * A published Lucene file.
 *
 * @param kind which of a shard's indices it belongs to
 * @param name its name within that index
 * @param path its name in the {@link SegmentStore}
 * @param length bytes
 * @param checksum the CRC-32 that Lucene wrote into its footer
 */
public record StoredFile(String kind, String name, String path, long length, long checksum) {}
