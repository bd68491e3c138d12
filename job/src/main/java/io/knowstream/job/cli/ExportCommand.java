package io.knowstream.job.cli;

import io.knowstream.export.GraphFormat;
import io.knowstream.index.GraphReader;
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
                "ntriples: the same in RDF, with where it comes from in PROV."
            })
    private GraphFormat format;

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
            terminal.show(
                    "writing %,d documents as %s",
                    reader.counts().documents(), format.name().toLowerCase(Locale.ROOT));
            reader.export(format.writer(file.stream()));
            file.complete();
            return 0;
        }
    }
}
