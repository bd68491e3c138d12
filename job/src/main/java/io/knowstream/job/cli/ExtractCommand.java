package io.knowstream.job.cli;

import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.index.GraphReader;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.DocumentLimits;
import io.knowstream.job.kafka.DocumentLines;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code extract}: the job, bounded, over a file of documents. */
@Command(
        name = "extract",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Extracts entities and relationships from a file of documents, one JSON object a line:",
            "  {\"id\": \"42\", \"title\": \"...\", \"content\": \"...\", \"version\": 3, \"metadata\": {...}}",
            "Only id and content are required. Writes one line for each document that survives the file, in the order"
                    + " of first appearance, as its last version left it. A rejected line gives a line of its own:",
            "  {\"line\": 7, \"documentId\": null, \"error\": {\"stage\": \"decode\", \"reason\": \"...\"}}",
            ""
        })
final class ExtractCommand implements Callable<Integer> {

    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "Documents (.gz is unpacked); - reads standard input.")
    private String input;

    @Option(
            names = "--output",
            defaultValue = "-",
            paramLabel = "FILE",
            description = "Where results go; - (the default) is standard output.")
    private String output;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keeps the indices there, for query and export. What was there is replaced.")
    private Path data;

    @Mixin
    private ParallelismArgument parallelism;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            Path index = data == null ? work.path().resolve("index") : DataDirectory.index(data);
            JobConfig config = configuration.load(BoundedRun.DEFAULTS, Map.of("index.path", index.toString()));
            int tasks = parallelism.of(config);
            InputFile documents = InputFile.of(input, work.path());
            OutputFile.require(output, documents);
            Map<Long, String> order = firstAppearances(documents, config.limits());
            if (data != null) {
                DataDirectory.prepare(data);
            }
            Path rejections = work.directory("rejections");
            new BoundedRun(config, documents, work.directory("flink"), tasks).run(rejections, order.size(), terminal);
            terminal.show("writing results");
            write(order, RejectionSink.read(rejections), config.index().path());
            return 0;
        }
    }

    /** The ids of all documents by the lines of their first valid versions. */
    static Map<Long, String> firstAppearances(InputFile documents, DocumentLimits limits) throws IOException {
        Map<Long, String> order = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        try (DocumentLines lines = new DocumentLines(documents.open(), limits)) {
            for (DocumentLines.Line line = lines.read(); line != null; line = lines.read()) {
                if (line.outcome() == DocumentLines.Outcome.UPSERT && seen.add(line.documentId())) {
                    order.put(line.number(), line.documentId());
                }
            }
        }
        return order;
    }

    private void write(Map<Long, String> order, Map<Long, RejectionSink.Rejection> rejections, String index)
            throws IOException {
        Map<Long, String> lines = new TreeMap<>(order);
        rejections.keySet().forEach(line -> lines.put(line, null));
        boolean nothingValid = order.isEmpty();
        try (OutputFile file = OutputFile.of(output);
                GraphReader reader = nothingValid ? null : GraphReader.open(index)) {
            Writer out = file.writer();
            for (Map.Entry<Long, String> line : lines.entrySet()) {
                if (line.getValue() == null) {
                    out.write(rejections.get(line.getKey()).toJson());
                    out.write('\n');
                } else {
                    Optional<DocumentGraph> graph = reader.document(line.getValue());
                    if (graph.isPresent()) {
                        out.write(CanonicalJson.extracted(graph.get()));
                        out.write('\n');
                    }
                }
            }
            file.complete();
        }
    }
}
