package io.knowstream.job.cli;

import io.knowstream.index.GraphReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

    /** Opens the graph in it. */
    static GraphReader open(Path data) throws IOException {
        try {
            if (!Files.isDirectory(index(data))) {
                throw new NoSuchFileException(index(data).toString(), null, "there is no such directory");
            }
            return GraphReader.open(index(data).toString());
        } catch (NoSuchFileException e) {
            throw new UsageException("there is no graph in " + data
                    + ": --data must name a directory that extract or demo has filled (" + e.getMessage() + ")");
        }
    }
}
