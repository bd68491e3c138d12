package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.extraction.BareModels;
import io.knowstream.job.config.JobConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench pipeline}: the whole job beside the bare models. */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Documents, characters and tokens a second of the whole job, of the bare models over the same chunks in the"
                    + " same process on as many threads, and their ratio. The extraction cache is off; the start of"
                    + " the cluster is not counted, that of the job is.",
            ""
        })
final class BenchPipelineCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Documents. Default: those of the demo, repeated under new ids.")
    private String input;

    @Option(
            names = "--documents",
            defaultValue = "1000",
            paramLabel = "N",
            description = "How many, without --input. Default: 1000.")
    private int documents;

    @Mixin
    private ParallelismArgument parallelism;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            JobConfig config = configuration.load(
                    BoundedRun.DEFAULTS,
                    Map.of("index.path", work.path().resolve("index").toString(), "extraction.cache", "0 b"));
            int tasks = parallelism.of(config);
            InputFile file = input == null
                    ? new InputFile(DemoDocuments.repeat(documents, work.path()), "demo documents")
                    : InputFile.of(input, work.path());
            Duration whole = new BoundedRun(config, file, work.directory("flink"), tasks)
                    .run(work.directory("rejections"), documents, terminal);
            BenchedGraph graph = BenchedGraph.read(config.index().path());
            terminal.show("running the bare models");
            int threads = tasks * config.extraction().threads();
            BareModels.Throughput bare =
                    BareModels.run(graph.chunks(), config.extraction(), config.inference(), threads);
            terminal.close();
            print(graph, whole, bare, threads, json);
            return 0;
        }
    }

    private static void print(
            BenchedGraph graph, Duration whole, BareModels.Throughput bare, int threads, boolean json) {
        double seconds = whole.toNanos() / 1e9;
        double tokens = bare.tokens() / seconds;
        double ratio = tokens / bare.tokensPerSecond();
        if (json) {
            System.out.println(JSON.createObjectNode()
                    .put("documents", graph.documents())
                    .put("chunks", graph.chunks().size())
                    .put("characters", graph.characters())
                    .put("tokens", bare.tokens())
                    .put("threads", threads)
                    .put("seconds", seconds)
                    .put("documentsPerSecond", graph.documents() / seconds)
                    .put("charactersPerSecond", graph.characters() / seconds)
                    .put("tokensPerSecond", tokens)
                    .put("bareTokensPerSecond", bare.tokensPerSecond())
                    .put("ratio", ratio));
            return;
        }
        System.out.printf(
                Locale.ROOT,
                """
                %,d documents, %,d chunks, %,d characters, %,d tokens; %d threads in the models
                whole job    %,10.1f s
                             %,10.1f documents/s
                             %,10.0f characters/s
                             %,10.0f tokens/s
                bare models  %,10.0f tokens/s
                ratio        %,10.2f
                """,
                graph.documents(),
                graph.chunks().size(),
                graph.characters(),
                bare.tokens(),
                threads,
                seconds,
                graph.documents() / seconds,
                graph.characters() / seconds,
                tokens,
                bare.tokensPerSecond(),
                ratio);
    }
}
