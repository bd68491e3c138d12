package io.knowstream.job.diagnose;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether an index can be written at a path, which is read as Flink reads it. */
final class IndexPath {

    private static final String LOCAL = "file";

    private IndexPath() {}

    /** What is in the way at a local path; nothing is known of others before the job writes there. */
    static Optional<String> fault(String path) {
        Path directory;
        try {
            URI address = new org.apache.flink.core.fs.Path(path).toUri();
            if (address.getScheme() != null && !address.getScheme().equals(LOCAL)) {
                return Optional.empty();
            }
            directory = Path.of(address.getPath()).toAbsolutePath();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
        while (directory.getParent() != null && !Files.exists(directory)) {
            directory = directory.getParent();
        }
        if (!Files.isDirectory(directory)) {
            return Optional.of(directory + " is no directory");
        }
        return Files.isWritable(directory)
                ? Optional.empty()
                : Optional.of(directory + " may not be written by this user");
    }
}
