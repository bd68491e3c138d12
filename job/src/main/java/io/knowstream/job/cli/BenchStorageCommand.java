package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.StorageStrategy;
import io.knowstream.index.GraphReader;
import io.knowstream.job.config.JobConfig;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench storage}: what each storage strategy costs and saves. */
@Command(
        name = "storage",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs the job over documents, writes their records and those of their chunks, without embeddings, anew with"
                    + " each storage strategy alone, and prints how many bytes of the index a record takes, how long a"
                    + " read of one takes, and how many documents the rule gives each strategy.",
            ""
        })
final class BenchStorageCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--input", required = true, paramLabel = "FILE", description = "Documents, one a line.")
    private String input;

    @Option(
            names = "--reads",
            defaultValue = "20000",
            paramLabel = "N",
            description = "How many of each strategy and kind, three times over. Default: 20000.")
    private int reads;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Of the order of reads. Default: 1.")
    private long seed;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        if (reads < 1) {
            throw new UsageException("--reads must be at least 1 (got " + reads + ")");
        }
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            JobConfig config = load(work, "index");
            InputFile file = InputFile.of(input, work.path());
            int processors = Runtime.getRuntime().availableProcessors();
            new BoundedRun(config, file, work.directory("job"), processors)
                    .run(
                            work.directory("rejections"),
                            file.texts(Integer.MAX_VALUE).size(),
                            terminal);
            GraphDocuments graph = GraphDocuments.of(config.index().path());
            if (graph.chunks().isEmpty()) {
                throw new UsageException("--input must have documents with text (got none)");
            }
            terminal.show("writing and reading %,d chunks", graph.chunks().size());
            List<StorageBench.Measured> ofChunks = new StorageBench(
                            graph.chunks().stream().map(IndexedChunk::id).toList(),
                            (i, strategy) -> GraphChange.upsert(graph.chunks().get(i), 1, strategy),
                            GraphReader::chunk)
                    .measure(strategy -> load(work, "chunks " + strategy), work, reads, seed);
            terminal.show("writing and reading %,d documents", graph.documents().size());
            List<StorageBench.Measured> ofDocuments = new StorageBench(
                            graph.documents().stream()
                                    .map(each -> each.document().id())
                                    .toList(),
                            (i, strategy) ->
                                    GraphChange.upsert(graph.documents().get(i), 1, strategy),
                            GraphReader::document)
                    .measure(strategy -> load(work, "documents " + strategy), work, reads, seed);
            terminal.close();
            print(graph, config.resolution().maxChunkSize(), ofChunks, ofDocuments);
        }
        return 0;
    }

    private JobConfig load(WorkDirectory work, String index) {
        return configuration.load(
                BoundedRun.DEFAULTS,
                Map.of("index.path", work.path().resolve(index).toString()));
    }

    private void print(
            GraphDocuments graph,
            int maxChunkSize,
            List<StorageBench.Measured> ofChunks,
            List<StorageBench.Measured> ofDocuments)
            throws IOException {
        ObjectNode out = JSON.createObjectNode()
                .put("documents", graph.documents().size())
                .put("chunks", graph.chunks().size())
                .put("seed", seed);
        ObjectNode rule = out.putObject("documentsByRule");
        for (StorageStrategy strategy : StorageStrategy.values()) {
            rule.put(
                    name(strategy),
                    graph.documents().stream()
                            .filter(each -> StorageStrategy.of(each, maxChunkSize) == strategy)
                            .count());
        }
        add(out.putObject("chunk"), ofChunks);
        add(out.putObject("document"), ofDocuments);
        if (json) {
            System.out.println(out);
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%,d documents, %,d chunks; %,d reads; seed %d%n",
                graph.documents().size(),
                graph.chunks().size(),
                reads,
                seed);
        table("chunk", ofChunks);
        table("document", ofDocuments);
        System.out.println("by the rule: " + rule);
    }

    private static void add(ObjectNode out, List<StorageBench.Measured> measured) {
        for (StorageBench.Measured one : measured) {
            out.putObject(name(one.strategy()))
                    .put("bytes", one.bytes())
                    .put("readMicros", one.readMicros())
                    .put("writeMicros", one.writeMicros());
        }
    }

    private static void table(String kind, List<StorageBench.Measured> measured) {
        System.out.printf(Locale.ROOT, "%-18s %10s %14s %14s%n", kind, "bytes", "read, \u00b5s", "write, \u00b5s");
        for (StorageBench.Measured one : measured) {
            System.out.printf(
                    Locale.ROOT,
                    "%-18s %,10.0f %,14.1f %,14.1f%n",
                    name(one.strategy()),
                    one.bytes(),
                    one.readMicros(),
                    one.writeMicros());
        }
    }

    private static String name(StorageStrategy strategy) {
        return strategy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
