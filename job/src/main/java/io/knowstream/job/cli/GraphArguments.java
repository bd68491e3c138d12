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

    /** Whether an option says where the graph is. */
    boolean located() {
        return location.named();
    }

    /** Whether an option says which of its states is read. */
    boolean statesNamed() {
        return checkpoint != null || lastGood;
    }

    /** Opens the graph. */
    GraphReader open() throws IOException {
        try {
            return read(location.path());
        } catch (NoSuchFileException e) {
            throw location.missing("graph in", e);
        }
    }

    /** Opens the graph that is at a path, whatever the options say of where it is. */
    GraphReader at(String path) throws IOException {
        IndexLocation.readyFileSystems(path);
        try {
            return read(path);
        } catch (NoSuchFileException e) {
            throw IndexLocation.missing("graph in", path, e);
        }
    }

    private GraphReader read(String path) throws IOException {
        if (checkpoint != null && lastGood) {
            throw new UsageException("--checkpoint and --last-good cannot both say which state to read");
        }
        if (checkpoint != null) {
            return GraphReader.openCheckpoint(path, checkpoint);
        }
        return lastGood ? lastGood(path) : GraphReader.open(path);
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
