package io.knowstream.job.cli;

import io.knowstream.index.DamagedIndexException;
import io.knowstream.index.GraphReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which graph a command reads, and which of its states. */
final class GraphArguments {

    @Mixin
    private IndexLocation location;

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

    /** Whether an option says which graph is read, or which of its states. */
    boolean named() {
        return location.named() || checkpoint != null || lastGood;
    }

    /** Opens the graph. */
    GraphReader open() throws IOException {
        if (checkpoint != null && lastGood) {
            throw new UsageException("--checkpoint and --last-good cannot both say which state to read");
        }
        String path = location.path();
        try {
            if (checkpoint != null) {
                return GraphReader.openCheckpoint(path, checkpoint);
            }
            return lastGood ? lastGood(path) : GraphReader.open(path);
        } catch (NoSuchFileException e) {
            throw location.missing("graph in", e);
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
