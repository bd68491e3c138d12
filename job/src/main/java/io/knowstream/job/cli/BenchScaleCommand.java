package io.knowstream.job.cli;

import io.knowstream.job.config.JobConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.MemorySize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench scale}: what a document costs where there are many, and where many name one entity. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Time and state of a document at several numbers of documents. What runs is the production topology:"
                    + " decoding, admission, preparation, chunking, resolution, the merges, the graph's changes (counted,"
                    + " not sent), RocksDB, checkpoints and the index. Documents of 6 names and 3 relations in one chunk"
                    + " each are loaded, four new ones and one replaced; then their number stays, two new ones, two"
                    + " deleted, one replaced: that is the steady time. In the end all are deleted. A load ends, as a turn"
                    + " does, when all that follows from it has been done: flushed, compacted, merged, published.",
            "The jobs of all numbers of documents stand side by side, and change theirs in turns while the others rest, as"
                    + " a machine's pace changes from minute to minute.",
            "Most of it runs without models, which cost the same however many documents there are: names are spotted."
                    + " The last of the steady changes are read by the models of the configuration: that is the whole"
                    + " time.",
            "State is what a canonical savepoint holds: each entry once, as after a compaction of everything. That of a"
                    + " document is without the markers of those deleted until then, which count as what is left of them.",
            ""
        })
final class BenchScaleCommand implements Callable<Integer> {

    @Option(
            names = "--documents",
            split = ",",
            defaultValue = "1000,10000,100000",
            paramLabel = "N",
            description = "Default: 1000,10000,100000.")
    private List<Integer> documents;

    @Option(
            names = "--skew",
            defaultValue = "both",
            paramLabel = "SKEW",
            description =
                    "How often entities are named: uniform, zipf (one in every document, the others by Zipf's law,"
                            + " exponent 1.1) or both. Default: both.")
    private String skew;

    @Option(
            names = "--steady",
            defaultValue = "40000",
            paramLabel = "N",
            description = "Changes while the number of documents stays, without models. Default: 40000.")
    private int steady;

    @Option(
            names = "--read",
            defaultValue = "10000",
            paramLabel = "N",
            description = "Those after them whose documents are read by models; 0 for none. Default: 10000.")
    private int read;

    @Option(names = "--turns", defaultValue = "5", paramLabel = "N", description = "Of the changes. Default: 5.")
    private int turns;

    @Option(
            names = "--warm-up",
            defaultValue = "40000",
            paramLabel = "N",
            description = "Documents of a run before all others, which is not shown; 0 for none. Default: 40000.")
    private int warmUp;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Of the documents. Default: 1.")
    private long seed;

    @Option(
            names = "--parallelism",
            defaultValue = "2",
            paramLabel = "N",
            description = "Parallelism of the job, the same on every machine. Default: 2.")
    private int parallelism;

    @Option(
            names = "--managed-memory",
            defaultValue = "1g",
            converter = MemorySizeConverter.class,
            paramLabel = "SIZE",
            description = "Of the task manager, for RocksDB, as in Flink's taskmanager.memory.managed.size. State of"
                    + " 100,000 documents is 700 MB; what it does not hold is read from disk. Default: 1g.")
    private MemorySize managedMemory;

    @Option(names = "--json", description = "Prints JSON, a line a run.")
    private boolean json;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        if (parallelism < 1 || turns < 1) {
            throw new UsageException(
                    "--parallelism and --turns must be at least 1 (got " + parallelism + " and " + turns + ")");
        }
        int lanes = parallelism;
        List<ScaleSkew> skews = skews();
        for (int each : documents) {
            requireWhole("--documents", each, 4 * lanes);
        }
        requireWhole("--steady", steady, 5 * lanes * turns);
        if (read != 0) {
            requireWhole("--read", read, 5 * lanes * turns);
        }
        if (warmUp != 0) {
            requireWhole("--warm-up", warmUp, 4 * lanes);
        }
        try (Terminal terminal = Terminal.open()) {
            if (warmUp > 0) {
                int some = 5 * lanes * turns;
                run(
                        List.of(new ScaleWorkload(skews.get(0), warmUp, some, read == 0 ? 0 : some, lanes, seed + 1)),
                        terminal);
            }
            if (!json) {
                terminal.close();
                System.out.print(ScaleFigures.heading(steady, read, turns, lanes, seed));
            }
            for (ScaleSkew each : skews) {
                List<ScaleRun.Result> results = run(
                        documents.stream()
                                .map(number -> new ScaleWorkload(each, number, steady, read, lanes, seed))
                                .toList(),
                        terminal);
                terminal.close();
                for (ScaleRun.Result result : results) {
                    ScaleFigures figures = new ScaleFigures(result, results.get(0));
                    System.out.println(json ? figures.json(turns) : figures.line());
                    System.out.flush();
                }
            }
            return 0;
        }
    }

    private List<ScaleSkew> skews() {
        return switch (skew) {
            case "both" -> List.of(ScaleSkew.values());
            case "uniform" -> List.of(ScaleSkew.UNIFORM);
            case "zipf" -> List.of(ScaleSkew.ZIPF);
            default -> throw new UsageException("--skew must be uniform, zipf or both (got " + skew + ")");
        };
    }

    private static void requireWhole(String option, int value, int unit) {
        if (value < unit || value % unit != 0) {
            throw new UsageException(option + " must be a multiple of " + unit
                    + " with this parallelism and as many turns (got " + value + ")");
        }
    }

    private List<ScaleRun.Result> run(List<ScaleWorkload> workloads, Terminal terminal) throws Exception {
        List<ScaleJob> jobs = new ArrayList<>();
        try (WorkDirectory work = WorkDirectory.create()) {
            try {
                for (ScaleWorkload workload : workloads) {
                    Path directory = work.directory(Integer.toString(jobs.size()));
                    JobConfig config = configuration.load(
                            Map.of(),
                            Map.of("index.path", directory.resolve("index").toString()));
                    jobs.add(ScaleJob.start(config, workload, managedMemory, directory, terminal));
                }
                return new ScaleRun(jobs, turns).run();
            } finally {
                for (ScaleJob job : jobs) {
                    job.close();
                }
            }
        }
    }
}
