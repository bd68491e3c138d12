package io.knowstream.job.cli;

import io.knowstream.index.PublishedIndex;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every {@code index} command. */
final class IndexArguments {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The directory that extract or demo was given. Default: that of the last demo.")
    private Path data;

    @Option(names = "--index", paramLabel = "PATH", description = "The index.path of a job, in place of --data.")
    private String index;

    @Option(names = "--json", description = "Prints JSON, an object a line.")
    private boolean json;

    @Mixin
    private Verbosity verbosity;

    boolean json() {
        return json;
    }

    PublishedIndex open() throws IOException {
        if (data != null && index != null) {
            throw new UsageException("--data and --index cannot both say where the index is");
        }
        String path = index == null
                ? DataDirectory.index(data == null ? DemoCommand.DATA : data).toString()
                : IndexPath.of(index);
        try {
            return PublishedIndex.at(path);
        } catch (NoSuchFileException e) {
            throw new UsageException(
                    "there is no index at " + path
                            + ": --data must name a directory that extract or demo has filled, --index the index.path of a job");
        }
    }
}
