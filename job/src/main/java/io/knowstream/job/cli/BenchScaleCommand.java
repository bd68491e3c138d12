package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.job.config.JobConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    private static final ObjectMapper JSON = new ObjectMapper();

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
                heading(lanes);
            }
            for (ScaleSkew each : skews) {
                List<ScaleRun.Result> results = run(
                        documents.stream()
                                .map(number -> new ScaleWorkload(each, number, steady, read, lanes, seed))
                                .toList(),
                        terminal);
                terminal.close();
                for (ScaleRun.Result result : results) {
                    print(result, results.get(0));
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

    private void heading(int lanes) {
        System.out.printf(
                Locale.ROOT,
                """
                %d steady changes without models and %d with, the whole, in %d turns; parallelism %d, seed %d
                beside: processors' time as a multiple of that with the first number of documents
                a document:        load: ms cpu ms beside steady: ms cpu ms beside whole: ms cpu ms beside   state   index deletion: ms cpu ms    left of    most docs         reader
                skew     documents                                                                         bytes   bytes                      it, bytes of an entity      opens, ms
                """,
                steady,
                read,
                turns,
                lanes,
                seed);
    }

    private void print(ScaleRun.Result result, ScaleRun.Result first) throws IOException {
        ScaleWorkload workload = result.workload();
        // Where the state is taken, the models have not begun.
        long deletedBefore = workload.steady() / 5 * 2L;
        long deleted = workload.documents() + deletedBefore + workload.read() / 5 * 2L;
        double left = (double) result.empty().state().total().bytes() / deleted;
        double state = (result.full().kept().state().total().bytes() - left * deletedBefore) / workload.documents();
        double index = (double) result.full().kept().indexBytes() / workload.documents();
        String name = workload.skew().name().toLowerCase(Locale.ROOT);
        double loadBeside = result.load().cpuMillis() / first.load().cpuMillis();
        double steadyBeside = cpuMillis(result.steady()) / cpuMillis(first.steady());
        double wholeBeside = cpuMillis(result.read()) / cpuMillis(first.read());
        if (!json) {
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %,9d  %7.2f %6.2f %6.2f %9.2f %6.2f %6.2f %9s %6s %6s  %,6.0f  %,6.0f   %10.2f %6.2f %,10.0f %,12d %,14.0f%s%n",
                    name,
                    workload.documents(),
                    result.load().millis(),
                    result.load().cpuMillis(),
                    loadBeside,
                    millis(result.steady()),
                    cpuMillis(result.steady()),
                    steadyBeside,
                    text(millis(result.read())),
                    text(cpuMillis(result.read())),
                    text(wholeBeside),
                    state,
                    index,
                    result.deletion().millis(),
                    result.deletion().cpuMillis(),
                    left,
                    result.full().mostDocuments(),
                    result.full().openMillis(),
                    result.exportBytes() == 0 ? "" : "  EXPORT NOT EMPTY");
            return;
        }
        ObjectNode out = JSON.createObjectNode()
                .put("measured", "topology")
                .put("skew", name)
                .put("documents", workload.documents())
                .put("steadyChanges", workload.steady())
                .put("readChanges", workload.read())
                .put("turns", turns)
                .put("parallelism", workload.lanes())
                .put("seed", workload.seed())
                .put("loadMillis", result.load().millis())
                .put("loadCpuMillis", result.load().cpuMillis())
                .put("loadBesideFirst", loadBeside)
                .put("steadyMillis", millis(result.steady()))
                .put("steadyCpuMillis", cpuMillis(result.steady()))
                .put("steadyBesideFirst", steadyBeside)
                .put("wholeMillis", orNull(millis(result.read())))
                .put("wholeCpuMillis", orNull(cpuMillis(result.read())))
                .put("wholeBesideFirst", orNull(wholeBeside))
                .put("deletionMillis", result.deletion().millis())
                .put("deletionCpuMillis", result.deletion().cpuMillis())
                .put("stateBytesPerDocument", state)
                .put("indexBytesPerDocument", index)
                .put("openMillis", result.full().openMillis())
                .put("entities", result.full().counts().entities())
                .put("relationships", result.full().counts().relationships())
                .put("mostDocumentsOfAnEntity", result.full().mostDocuments())
                .put("deletedDocuments", deleted)
                .put("stateBytesPerDeletedDocument", left)
                .put("indexBytesAfterDeletion", result.empty().indexBytes())
                .put("exportBytesAfterDeletion", result.exportBytes());
        out.set("steadyTurns", JSON.valueToTree(result.steady()));
        out.set("wholeTurns", JSON.valueToTree(result.read()));
        put(out.putObject("state"), result.full().kept().state());
        put(out.putObject("stateAfterDeletion"), result.empty().state());
        System.out.println(out);
        System.out.flush();
    }

    /** The mean over turns, which have as many changes each; NaN where there are none. */
    private static double millis(List<ProcessMoment.Cost> turns) {
        return turns.stream().mapToDouble(ProcessMoment.Cost::millis).average().orElse(Double.NaN);
    }

    private static Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static String text(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static double cpuMillis(List<ProcessMoment.Cost> turns) {
        return turns.stream()
                .mapToDouble(ProcessMoment.Cost::cpuMillis)
                .average()
                .orElse(Double.NaN);
    }

    private static void put(ObjectNode out, SavepointState state) {
        state.states()
                .forEach((name, size) ->
                        out.putObject(name).put("entries", size.entries()).put("bytes", size.bytes()));
    }
}
