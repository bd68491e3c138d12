package io.knowstream.inference.catalogue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file that a source of models offers.
 *
 * @param path its name in the model's directory
 * @param size in bytes, which it has to have
 * @param checksum which its bytes have to hash to
 */
public record RemoteFile(String path, long size, Checksum checksum) {

    /** Far beyond any model here; what declares more is an error or an attack on the disk. */
    private static final long LARGEST = 1L << 40;

    public RemoteFile {
        ModelPath.require(path, "the name of a file");
        if (size < 0 || size > LARGEST) {
            throw new IllegalArgumentException(
                    "the size of " + path + " must be from 0 to " + LARGEST + " bytes (got " + size + ")");
        }
    }

    /** Refuses a list that names a file twice. */
    static List<RemoteFile> requireDistinct(List<RemoteFile> files) {
        Set<String> seen = new HashSet<>();
        for (RemoteFile file : files) {
            if (!seen.add(file.path)) {
                throw new IllegalArgumentException("file " + file.path + " is listed twice");
            }
        }
        return List.copyOf(files);
    }
}
