package io.knowstream.job.cli;

import io.knowstream.index.GraphReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What {@code --data} names: a directory with the indices of a graph in it. */
final class DataDirectory {

    private static final String INDEX = "index";

    private DataDirectory() {}

    static Path index(Path data) {
        return data.toAbsolutePath().resolve(INDEX);
    }

    /** Makes the directory, or takes the indices of an earlier run out of it. */
    static void prepare(Path data) throws IOException {
        Files.createDirectories(data);
        WorkDirectory.delete(index(data));
    }

    /** Opens the graph in it. */
    static GraphReader open(Path data) throws IOException {
        try {
            return GraphReader.open(index(data).toString());
        } catch (NoSuchFileException e) {
            throw new UsageException("there is no graph in " + data
                    + ": --data must name a directory that extract or demo" + " has filled (" + e.getMessage() + ")");
        }
    }
}
