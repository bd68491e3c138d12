package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** {@code bench query}: how fast a large graph answers. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a random graph through the job's sink, asks it one question after another, and prints how long answers"
                    + " took beside those of plain Lucene over the same records, on one thread, and how many of the ten nearest vectors the index"
                    + " has found. Both are merged into one segment, the index in each of its shards and with an HNSW"
                    + " graph (index.hnsw-min-chunks is 1,000 here). Finding the vector of a question is not counted.",
            "Vectors and mistyped names are looked for in all shards at once, on the processors there are.",
            ""
        })
final class BenchQueryCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--entities",
            defaultValue = "100000",
            paramLabel = "N",
            description = "How many; relationships are three times as many. Default: 100000.")
    private int entities;

    @Option(names = "--chunks", defaultValue = "50000", paramLabel = "N", description = "Default: 50000.")
    private int chunks;

    @Option(
            names = "--queries",
            defaultValue = "500",
            paramLabel = "N",
            description = "How many of each kind, three times over. Default: 500.")
    private int queries;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Documents, an object with 'content' or 'text' a line, that passages are taken from, with the"
                    + " vectors of the built-in model. Default: random words and vectors.")
    private String input;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Default: 1.")
    private long seed;

    @Option(
            names = "--adapt",
            description = "Also lets readers adapt to what they are asked, and prints what they found: minutes more, as"
                    + " graphs of all vectors are made.")
    private boolean adapt;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        for (int number : new int[] {entities, chunks, queries}) {
            if (number < 20) {
                throw new UsageException("--entities, --chunks and --queries must be at least 20 (got " + number + ")");
            }
        }
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            JobConfig config = configuration.load(
                    Map.of("index.hnsw-min-chunks", "1000"),
                    Map.of("index.path", work.path().resolve("index").toString()));
            Passages all = input == null
                    ? Passages.random(chunks + queries, seed)
                    : Passages.of(InputFile.of(input, work.path()), chunks + queries, terminal);
            Passages asked = all.last(queries);
            Passages passages = all.first(chunks);
            QueryGraph graph = new QueryGraph(entities, seed, passages.texts(), passages.vectors());
            terminal.show("writing %,d records", graph.records());
            WrittenIndex.write(graph.records(), graph::record, config, work.directory("flink"));
            try (PlainLucene plain = PlainLucene.write(graph, work.path().resolve("plain"), terminal);
                    GraphReader reader = GraphReader.open(config.index().path())) {
                QueryBench bench = new QueryBench(reader, plain, graph, passages, asked, seed);
                List<QueryBench.Timing> timings = bench.timings(terminal);
                terminal.show("comparing with the exact nearest");
                QueryBench.Recall recall = bench.recall();
                AdaptationReport adaptations = new AdaptationReport(
                        adapt
                                ? new AdaptationBench(config.index().path(), graph, asked, seed).adaptations(terminal)
                                : List.of());
                terminal.close();
                print(timings, recall, adaptations);
            }
        }
        return 0;
    }

    private void print(List<QueryBench.Timing> timings, QueryBench.Recall recall, AdaptationReport adaptations)
            throws IOException {
        if (json) {
            ObjectNode out = JSON.createObjectNode()
                    .put("entities", entities)
                    .put("chunks", chunks)
                    .put("queries", queries)
                    .put("vectors", input == null ? "random" : "built-in model")
                    .put("seed", seed);
            var list = out.putArray("timings");
            for (QueryBench.Timing timing : timings) {
                ObjectNode each = list.addObject()
                        .put("query", timing.query())
                        .put("medianMillis", timing.millis())
                        .put("p95Millis", timing.highMillis());
                if (!Double.isNaN(timing.plainMillis())) {
                    each.put("plainLuceneMedianMillis", timing.plainMillis());
                }
            }
            out.put("recallAt10", recall.found()).put("plainLuceneRecallAt10", recall.plain());
            if (adapt) {
                adaptations.addTo(out.putArray("adaptations"));
            }
            System.out.println(out);
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%,d entities, %,d relationships, %,d chunks with %s vectors; %,d queries of each kind, seed %d%n%-50s %9s %9s %13s%n",
                entities,
                3 * entities,
                chunks,
                input == null ? "random" : "the built-in model's",
                queries,
                seed,
                "milliseconds",
                "median",
                "95 of 100",
                "plain Lucene");
        for (QueryBench.Timing timing : timings) {
            System.out.printf(
                    Locale.ROOT,
                    "%-50s %9.3f %9.3f %13s%n",
                    timing.query(),
                    timing.millis(),
                    timing.highMillis(),
                    Double.isNaN(timing.plainMillis())
                            ? "-"
                            : String.format(Locale.ROOT, "%.3f", timing.plainMillis()));
        }
        System.out.printf(
                Locale.ROOT,
                "of the ten nearest vectors found: %.2f %%, by plain Lucene without quantisation %.2f %%%n",
                100 * recall.found(),
                100 * recall.plain());
        if (adapt) {
            adaptations.print(System.out);
        }
    }
}
