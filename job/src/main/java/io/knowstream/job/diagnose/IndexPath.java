package io.knowstream.job.diagnose;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether an index can be written at a path. */
final class IndexPath {

    private static final String LOCAL = "file:";

    private IndexPath() {}

    /** What is in the way at a local path; nothing is known of others before the job writes there. */
    static Optional<String> fault(String path) {
        if (path.contains("://") && !path.startsWith(LOCAL)) {
            return Optional.empty();
        }
        Path directory = path.startsWith(LOCAL)
                ? Path.of(URI.create(path))
                : Path.of(path).toAbsolutePath();
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
