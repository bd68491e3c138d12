package io.knowstream.job.cli;

import io.knowstream.export.GraphFormat;
import io.knowstream.index.ReadableGraph;
import java.io.IOException;
import java.util.Locale;
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
            "Writes a graph, record by record and sorted, in its canonical form or in one for other programs.",
            ""
        })
final class ExportCommand implements Callable<Integer> {

    @Option(
            names = "--format",
            defaultValue = "JSONL",
            paramLabel = "FORMAT",
            description = {
                "jsonl (the default): the canonical form, a JSON object a line for each chunk, document, entity, link"
                        + " between entities that are one, and relationship. Equal graphs give equal bytes, in every format.",
                "graphml: entities, links and relationships, for Gephi, NetworkX and others.",
                "cypher: documents, chunks, entities, links and relationships, in statements for Neo4j and others"
                        + " ('cypher-shell -f FILE'); the same again changes nothing.",
                "ntriples: the same in RDF, with where it comes from in PROV.",
                "parquet: the canonical form in columns for DuckDB, pandas, Spark and others: a directory with a file for"
                        + " each kind of record, entities.parquet and so on."
            })
    private GraphFormat format;

    @Mixin
    private ReadableGraphArguments graph;

    @Option(
            names = "--output",
            defaultValue = "-",
            paramLabel = "FILE",
            description = {
                "Where the graph goes; - (the default) is standard output.",
                "For parquet a directory, new or empty or of an earlier export, whose files are then replaced."
            })
    private String output;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        try (Terminal terminal = Terminal.open();
                ReadableGraph reader = graph.open()) {
            String name = format.name().toLowerCase(Locale.ROOT);
            if (format.files().isEmpty()) {
                try (OutputFile file = OutputFile.of(output)) {
                    show(terminal, reader, name);
                    reader.export(format.writer(file.stream()));
                    file.complete();
                }
            } else {
                try (OutputDirectory directory = OutputDirectory.of(output, name, format.files())) {
                    show(terminal, reader, name);
                    reader.export(format.writer(directory));
                    directory.complete();
                }
            }
            return 0;
        }
    }

    private static void show(Terminal terminal, ReadableGraph reader, String name) throws IOException {
        terminal.show("writing %,d documents as %s", reader.counts().documents(), name);
    }
}
