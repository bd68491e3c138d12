package io.knowstream.job.cli;

import io.knowstream.index.PublishedIndex;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every {@code index} command. */
final class IndexArguments {

    @Mixin
    private IndexLocation location;

    @Option(names = "--json", description = "Prints JSON, an object a line.")
    private boolean json;

    @Mixin
    private Verbosity verbosity;

    boolean json() {
        return json;
    }

    PublishedIndex open() throws IOException {
        try {
            return PublishedIndex.at(location.path());
        } catch (NoSuchFileException e) {
            throw location.missing("index at", e);
        }
    }
}
