package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.job.config.JobConfig;
import java.io.IOException;
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
                    + " deleted, one replaced: the middle of that is the steady time. In the end all are deleted.",
            "Most of it runs without models, which cost the same however many documents there are: names are spotted."
                    + " The last of the steady changes are read by the models of the configuration: the middle of those"
                    + " is the whole time.",
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
        if (parallelism < 1) {
            throw new UsageException("--parallelism must be at least 1 (got " + parallelism + ")");
        }
        int lanes = parallelism;
        List<ScaleSkew> skews = skews();
        for (int each : documents) {
            requireWhole("--documents", each, 4 * lanes);
        }
        requireWhole("--steady", steady, 50 * lanes);
        if (read != 0) {
            requireWhole("--read", read, 50 * lanes);
        }
        if (warmUp != 0) {
            requireWhole("--warm-up", warmUp, 4 * lanes);
        }
        try (Terminal terminal = Terminal.open()) {
            if (warmUp > 0) {
                run(
                        new ScaleWorkload(
                                skews.get(0), warmUp, 50 * lanes, read == 0 ? 0 : 50 * lanes, lanes, seed + 1),
                        terminal);
            }
            if (!json) {
                terminal.close();
                heading(lanes);
            }
            for (ScaleSkew each : skews) {
                for (int number : documents) {
                    ScaleWorkload workload = new ScaleWorkload(each, number, steady, read, lanes, seed);
                    ScaleRun.Result result = run(workload, terminal);
                    terminal.close();
                    print(workload, result);
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
            throw new UsageException(
                    option + " must be a multiple of " + unit + " with this parallelism (got " + value + ")");
        }
    }

    private ScaleRun.Result run(ScaleWorkload workload, Terminal terminal) throws Exception {
        try (WorkDirectory work = WorkDirectory.create()) {
            JobConfig config = configuration.load(
                    Map.of(), Map.of("index.path", work.path().resolve("index").toString()));
            return new ScaleRun(config, workload, managedMemory, work.path()).run(terminal);
        }
    }

    private void heading(int lanes) {
        System.out.printf(
                Locale.ROOT,
                """
                %d steady changes without models and %d with, the whole; parallelism %d, seed %d
                a document:        load: ms cpu ms steady: ms cpu ms whole: ms cpu ms   state   index deletion: ms cpu ms    left of    most docs         reader
                skew     documents                                                      bytes   bytes                      it, bytes of an entity      opens, ms
                """,
                steady,
                read,
                lanes,
                seed);
    }

    private void print(ScaleWorkload workload, ScaleRun.Result result) throws IOException {
        // Where the state is taken, the models have not begun.
        long deletedBefore = workload.steady() / 5 * 2L;
        long deleted = workload.documents() + deletedBefore + workload.read() / 5 * 2L;
        double left = (double) result.stateAfter().total().bytes() / deleted;
        double state = (result.state().total().bytes() - left * deletedBefore) / workload.documents();
        double index = (double) result.indexBytes() / workload.documents();
        String name = workload.skew().name().toLowerCase(Locale.ROOT);
        if (!json) {
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %,9d  %7.2f %6.2f  %9.2f %6.2f  %8s %6s  %,6.0f  %,6.0f   %10.2f %6.2f %,10.0f %,12d %,14.0f%s%n",
                    name,
                    workload.documents(),
                    result.load().millis(),
                    result.load().cpuMillis(),
                    result.steady().millis(),
                    result.steady().cpuMillis(),
                    result.read() == null
                            ? "-"
                            : String.format(Locale.ROOT, "%.2f", result.read().millis()),
                    result.read() == null
                            ? "-"
                            : String.format(Locale.ROOT, "%.2f", result.read().cpuMillis()),
                    state,
                    index,
                    result.deletion().millis(),
                    result.deletion().cpuMillis(),
                    left,
                    result.mostDocuments(),
                    result.openMillis(),
                    result.exportBytes() == 0 ? "" : "  EXPORT NOT EMPTY");
            return;
        }
        ObjectNode out = JSON.createObjectNode()
                .put("measured", "topology")
                .put("skew", name)
                .put("documents", workload.documents())
                .put("steadyChanges", workload.steady())
                .put("readChanges", workload.read())
                .put("parallelism", workload.lanes())
                .put("seed", workload.seed())
                .put("loadMillis", result.load().millis())
                .put("loadCpuMillis", result.load().cpuMillis())
                .put("steadyMillis", result.steady().millis())
                .put("steadyCpuMillis", result.steady().cpuMillis())
                .put("wholeMillis", result.read() == null ? null : result.read().millis())
                .put(
                        "wholeCpuMillis",
                        result.read() == null ? null : result.read().cpuMillis())
                .put("deletionMillis", result.deletion().millis())
                .put("deletionCpuMillis", result.deletion().cpuMillis())
                .put("stateBytesPerDocument", state)
                .put("indexBytesPerDocument", index)
                .put("openMillis", result.openMillis())
                .put("entities", result.counts().entities())
                .put("relationships", result.counts().relationships())
                .put("mostDocumentsOfAnEntity", result.mostDocuments())
                .put("deletedDocuments", deleted)
                .put("stateBytesPerDeletedDocument", left)
                .put("indexBytesAfterDeletion", result.indexBytesAfter())
                .put("exportBytesAfterDeletion", result.exportBytes());
        put(out.putObject("state"), result.state());
        put(out.putObject("stateAfterDeletion"), result.stateAfter());
        System.out.println(out);
    }

    private static void put(ObjectNode out, SavepointState state) {
        state.states()
                .forEach((name, size) ->
                        out.putObject(name).put("entries", size.entries()).put("bytes", size.bytes()));
    }
}
