package io.knowstream.job.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory for one command, gone when the command is done. */
final class WorkDirectory implements AutoCloseable {

    private final Path path;

    private WorkDirectory(Path path) {
        this.path = path;
    }

    static WorkDirectory create() throws IOException {
        return new WorkDirectory(Files.createTempDirectory("knowstream-"));
    }

    /**
     * The directory that all temporary files of this process go to, where {@code ./knowstream} made one: ONNX Runtime
     * and Flink leave empty directories behind that would pile up elsewhere. Java fixes its place at start.
     */
    static WorkDirectory ofThisProcess() throws IOException {
        String made = System.getProperty("knowstream.temporary");
        return made == null ? create() : new WorkDirectory(Path.of(made));
    }

    Path path() {
        return path;
    }

    /** Makes a directory in it. */
    Path directory(String name) throws IOException {
        return Files.createDirectories(path.resolve(name));
    }

    /** Removes a directory with everything in it, where it is there. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> walk = Files.walk(directory)) {
            deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : deepestFirst) {
            Files.deleteIfExists(each);
        }
    }

    @Override
    public void close() throws IOException {
        delete(path);
    }
}
