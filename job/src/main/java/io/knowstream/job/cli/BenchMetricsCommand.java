package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.inference.Median;
import io.knowstream.job.config.JobConfig;
import io.knowstream.metrics.RecordingSwitch;
import io.knowstream.metrics.StageSampler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.apache.flink.configuration.MemorySize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench metrics}: what it costs to measure the job. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What a change of a document costs with metrics and without. With metrics means that every one of them is recorded,"
                    + " one document in so many profiled, and all of it scraped every five seconds; without, that nothing of"
                    + " Knowstream's is recorded or profiled, and nothing scraped. Flink's own are recorded in both, and the"
                    + " clock is read.",
            "One job takes turns with and without, as a machine's pace changes from minute to minute and two jobs differ;"
                    + " which one is first changes with each turn. The documents are those of 'bench scale', of one short"
                    + " chunk each, on which measuring weighs more than on long ones, and are read by the models of the"
                    + " configuration. The processors' time says more where the machine has other work. Two turns before the"
                    + " first warm up and are not counted.",
            ""
        })
final class BenchMetricsCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** While documents come and go. */
    private static final int HELD = 1_000;

    /** Turns before the first that counts: the compiler is busy for minutes. */
    private static final int WARM_UP = 2;

    private static final long SEED = 1;

    private static final MemorySize MANAGED_MEMORY = MemorySize.ofMebiBytes(256);

    @Option(
            names = "--documents",
            defaultValue = "2000",
            paramLabel = "N",
            description = "Changes in a turn, each way. Default: 2000.")
    private int documents;

    @Option(names = "--turns", defaultValue = "40", paramLabel = "N", description = "Turns. Default: 40.")
    private int turns;

    @Option(
            names = "--every",
            defaultValue = "100",
            paramLabel = "N",
            description = "One document in N is profiled. Default: 100.")
    private int every;

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
        if (documents < 1 || turns < 1 || every < 1) {
            throw new UsageException("--documents, --turns and --every must be at least 1 (got " + documents + ", "
                    + turns + " and " + every + ")");
        }
        List<Pair> pairs;
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open();
                RecordingSwitch recording = RecordingSwitch.install();
                ScaleJob job = start(work.directory("job"), terminal)) {
            job.load();
            job.beginReading();
            pairs = pairs(job, recording);
        }
        print(pairs);
        return 0;
    }

    private ScaleJob start(Path directory, Terminal terminal) throws Exception {
        JobConfig config = configuration.load(
                Map.of(),
                Map.of(
                        "index.path",
                        directory.resolve("index").toString(),
                        StageSampler.EVERY,
                        Integer.toString(every)));
        int lanes = parallelism.of(config);
        if (documents % (5 * lanes) != 0) {
            throw new UsageException("--documents must be a multiple of " + 5 * lanes + " with this parallelism (got "
                    + documents + ")");
        }
        int held = HELD / (4 * lanes) * 4 * lanes;
        int changes = documents * 2 * (WARM_UP + turns);
        ScaleWorkload workload = new ScaleWorkload(ScaleSkew.UNIFORM, held, 0, changes, lanes, SEED);
        return ScaleJob.start(config, workload, MANAGED_MEMORY, directory, terminal);
    }

    /** What a change takes in a turn. */
    private record Pair(ProcessMoment.Cost measured, ProcessMoment.Cost unmeasured) {

        /** The part of the throughput that measuring takes. */
        double cost() {
            return 1 - unmeasured.millis() / measured.millis();
        }

        /** The part of the processors' time that it takes. */
        double processorCost() {
            return 1 - unmeasured.cpuMillis() / measured.cpuMillis();
        }
    }

    private List<Pair> pairs(ScaleJob job, RecordingSwitch recording) throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (int turn = 0; turn < WARM_UP + turns; turn++) {
            boolean measuredFirst = turn % 2 == 0;
            ProcessMoment.Cost first = change(job, 2 * turn, measuredFirst, recording);
            ProcessMoment.Cost second = change(job, 2 * turn + 1, !measuredFirst, recording);
            if (turn >= WARM_UP) {
                pairs.add(measuredFirst ? new Pair(first, second) : new Pair(second, first));
            }
        }
        return pairs;
    }

    private ProcessMoment.Cost change(ScaleJob job, int part, boolean measured, RecordingSwitch recording)
            throws Exception {
        int steps = documents / job.workload().lanes();
        int begin = job.workload().spotted() + part * steps;
        recording.turn(measured);
        try (Scraping scraping = new Scraping()) {
            if (measured) {
                scraping.start(job.metrics());
            }
            return job.change(begin, begin + steps);
        }
    }

    private void print(List<Pair> pairs) {
        double[] costs = pairs.stream().mapToDouble(Pair::cost).toArray();
        double[] processorCosts =
                pairs.stream().mapToDouble(Pair::processorCost).toArray();
        if (json) {
            ObjectNode out = JSON.createObjectNode()
                    .put("documents", documents)
                    .put("turns", turns)
                    .put("profiledOneIn", every)
                    .put("millis", median(pairs, pair -> pair.measured.millis()))
                    .put("millisUnmeasured", median(pairs, pair -> pair.unmeasured.millis()))
                    .put("cost", Median.of(costs))
                    .put("processorCost", Median.of(processorCosts));
            out.set("costInterval", JSON.valueToTree(Median.interval(costs)));
            out.set("processorCostInterval", JSON.valueToTree(Median.interval(processorCosts)));
            out.set("costs", JSON.valueToTree(costs));
            out.set("processorCosts", JSON.valueToTree(processorCosts));
            System.out.println(out);
            return;
        }
        System.out.printf(
                Locale.ROOT,
                """
                %d turns of %,d changes each way, one in %d profiled, scraped every %d s; medians, and where they lie at 95 %%
                measured      %8.3f ms a change
                unmeasured    %8.3f ms a change
                cost          %s of the throughput
                              %s of the processors' time
                """,
                turns,
                documents,
                every,
                Scraping.SECONDS,
                median(pairs, pair -> pair.measured.millis()),
                median(pairs, pair -> pair.unmeasured.millis()),
                text(costs),
                text(processorCosts));
    }

    private static String text(double[] costs) {
        Median.Interval interval = Median.interval(costs);
        return String.format(
                Locale.ROOT,
                "%8.1f %%, %.1f to %.1f (turns from %.1f to %.1f)",
                100 * Median.of(costs),
                100 * interval.from(),
                100 * interval.to(),
                100 * Arrays.stream(costs).min().orElseThrow(),
                100 * Arrays.stream(costs).max().orElseThrow());
    }

    private static double median(List<Pair> pairs, ToDoubleFunction<Pair> figure) {
        return Median.of(pairs.stream().mapToDouble(figure).toArray());
    }
}
