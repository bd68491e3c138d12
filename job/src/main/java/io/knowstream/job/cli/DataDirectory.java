package io.knowstream.job.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What {@code --data} names: a directory with the indices of a graph in it. */
final class DataDirectory {

    private static final String INDEX = "index";

    private DataDirectory() {}

    static Path index(Path data) {
        return data.toAbsolutePath().resolve(INDEX);
    }

    /** Makes the directory, or takes the indices of an earlier run, and nothing else, out of it. */
    static void prepare(Path data) throws IOException {
        if (Files.exists(data) && !Files.isDirectory(data)) {
            throw new UsageException("--data must be a directory (" + data + " is none)");
        }
        if (holdsSomethingElse(index(data))) {
            throw new UsageException("--data must be a directory for indices, but what is in " + index(data)
                    + " are none; name another or remove them");
        }
        Files.createDirectories(data);
        WorkDirectory.delete(index(data));
    }

    private static boolean holdsSomethingElse(Path index) throws IOException {
        if (!Files.exists(index) || Files.exists(index.resolve("index.json"))) {
            return false;
        }
        if (!Files.isDirectory(index)) {
            return true;
        }
        try (Stream<Path> files = Files.list(index)) {
            return files.findAny().isPresent();
        }
    }
}
