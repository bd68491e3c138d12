package io.knowstream.job.cli;

import io.knowstream.index.DamagedIndexException;
import io.knowstream.index.GraphReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which graph a command reads, and which of its states. */
final class GraphArguments {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The directory that extract or demo was given. Default: that of the last demo.")
    private Path data;

    @Option(names = "--index", paramLabel = "PATH", description = "The index.path of a job, in place of --data.")
    private String index;

    @Option(
            names = "--checkpoint",
            paramLabel = "N",
            description = "Reads the state of this checkpoint, if it is retained; 'index list' shows which are.")
    private Long checkpoint;

    @Option(
            names = "--last-good",
            description =
                    "If files of the newest state are damaged, reads the newest one before it that is whole, and says"
                            + " so.")
    private boolean lastGood;

    /** The index.path. */
    String path() {
        if (data != null && index != null) {
            throw new UsageException("--data and --index cannot both say where the graph is");
        }
        if (index != null) {
            return IndexPath.of(index);
        }
        Path directory = data == null ? DemoCommand.DATA : data;
        if (!Files.isDirectory(DataDirectory.index(directory))) {
            throw new UsageException("there is no graph in " + directory
                    + ": --data must name a directory that extract or demo has filled ("
                    + DataDirectory.index(directory) + ": there is no such directory)");
        }
        return DataDirectory.index(directory).toString();
    }

    /** Opens the graph. */
    GraphReader open() throws IOException {
        if (checkpoint != null && lastGood) {
            throw new UsageException("--checkpoint and --last-good cannot both say which state to read");
        }
        String path = path();
        try {
            if (checkpoint != null) {
                return GraphReader.openCheckpoint(path, checkpoint);
            }
            return lastGood ? lastGood(path) : GraphReader.open(path);
        } catch (NoSuchFileException e) {
            throw new UsageException("there is no graph in " + (index == null && data != null ? data : path)
                    + ": --data must name a directory that extract or demo has filled, --index the index.path of a job"
                    + " (" + e.getMessage() + ")");
        }
    }

    private static GraphReader lastGood(String path) throws IOException {
        try {
            return GraphReader.open(path);
        } catch (DamagedIndexException e) {
            GraphReader reader = GraphReader.openLastGood(path);
            System.err.println("This is not the newest state but that of checkpoint " + reader.checkpoint() + ": "
                    + e.getMessage());
            return reader;
        }
    }
}
