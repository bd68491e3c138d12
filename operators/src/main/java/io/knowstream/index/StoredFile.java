package io.knowstream.index;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * A published Lucene file. Whoever can write to an index can write names into its manifests: those that would leave the
 * index, or the directory that its files are restored to, are refused.
 *
 * @param kind which of a shard's indices it belongs to
 * @param name its name within that index
 * @param path its name in the {@link SegmentStore}
 * @param length bytes
 * @param checksum the CRC-32 that Lucene wrote into its footer, of all bytes before
 */
public record StoredFile(String kind, String name, String path, long length, long checksum) {

    /** One part of a path: what Lucene calls files, and the folders that they are published in. */
    private static final Pattern PART = Pattern.compile("(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+");

    private static final Pattern PATH = Pattern.compile(PART + "(/" + PART + ")*");

    public StoredFile {
        require(PART, "name", "a plain file name", name);
        require(PATH, "path", "a relative path without . or ..", path);
        if (length < 0) {
            throw new IllegalArgumentException("the length of " + path + " must not be negative (got " + length + ")");
        }
    }

    private static void require(Pattern pattern, String component, String allowed, String value) {
        if (value == null || !pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "the " + component + " of a stored file must be " + allowed + " (got " + value + ")");
        }
    }

    /** By kind and name. */
    static final Comparator<StoredFile> ORDER =
            Comparator.comparing(StoredFile::kind).thenComparing(StoredFile::name);
}
