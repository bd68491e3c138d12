package io.knowstream.job.cli;

import io.knowstream.index.GraphReader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code export}: the whole graph. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a graph in its canonical form: a JSON object a line for each document, chunk, entity and relationship,"
                    + " sorted. Equal graphs give equal bytes.",
            ""
        })
final class ExportCommand implements Callable<Integer> {

    /** The forms that a graph can be written in. */
    enum Format {
        /** Canonical JSON, a line each. */
        JSONL
    }

    @Option(names = "--format", defaultValue = "JSONL", paramLabel = "FORMAT", description = "jsonl (the default).")
    private Format format;

    @Mixin
    private GraphArguments graph;

    @Option(
            names = "--output",
            defaultValue = "-",
            paramLabel = "FILE",
            description = "Where the graph goes; - (the default) is standard output.")
    private String output;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        try (Terminal terminal = Terminal.open();
                GraphReader reader = graph.open();
                OutputFile file = OutputFile.of(output)) {
            terminal.show("writing %,d documents as %s", reader.counts().documents(), format);
            reader.export(file.stream());
            file.complete();
            return 0;
        }
    }
}
