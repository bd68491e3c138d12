package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.inference.Median;
import io.knowstream.job.config.JobConfig;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.StageSampler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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
            "What a change of a document costs with metrics and without. With metrics means every one of them, one document in"
                    + " so many profiled, and all of it scraped every five seconds; without, that there is none of"
                    + " Knowstream's, and no scrape. Flink's own are there in both.",
            "Two jobs stand side by side and take turns, as a machine's pace changes from minute to minute; which one is first"
                    + " changes with each turn. The documents are those of 'bench scale', of one short chunk each, on which"
                    + " measuring weighs more than on long ones, and are read by the models of the configuration. The"
                    + " processors' time says more where the machine has other work. Two turns before the first warm up and"
                    + " are not counted.",
            ""
        })
final class BenchMetricsCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of each job, while documents come and go. */
    private static final int HELD = 1_000;

    /** Turns before the first that counts: the compiler is busy for minutes. */
    private static final int WARM_UP = 2;

    /** Of documents of the same kind, but not the same ones: what is extracted is cached for the whole process. */
    private static final long MEASURED_SEED = 1;

    private static final long UNMEASURED_SEED = 2;
    private static final MemorySize MANAGED_MEMORY = MemorySize.ofMebiBytes(256);

    @Option(
            names = "--documents",
            defaultValue = "4000",
            paramLabel = "N",
            description = "Changes of a job in a turn. Default: 4000.")
    private int documents;

    @Option(names = "--turns", defaultValue = "10", paramLabel = "N", description = "Turns. Default: 10.")
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
                ScaleJob measured = start(true, work.directory("measured"), terminal);
                ScaleJob unmeasured = start(false, work.directory("unmeasured"), terminal)) {
            pairs = pairs(measured, unmeasured);
        }
        print(pairs);
        return 0;
    }

    private ScaleJob start(boolean measured, Path directory, Terminal terminal) throws Exception {
        JobConfig config = configuration.load(
                Map.of(),
                Map.of(
                        "index.path",
                        directory.resolve("index").toString(),
                        StageSampler.EVERY,
                        Integer.toString(measured ? every : 0)));
        int lanes = parallelism.of(config);
        if (documents % (5 * lanes) != 0) {
            throw new UsageException("--documents must be a multiple of " + 5 * lanes + " with this parallelism (got "
                    + documents + ")");
        }
        int held = HELD / (4 * lanes) * 4 * lanes;
        ScaleWorkload workload = new ScaleWorkload(
                ScaleSkew.UNIFORM,
                held,
                0,
                documents * (WARM_UP + turns),
                lanes,
                measured ? MEASURED_SEED : UNMEASURED_SEED);
        // Asked for as operators are opened, which they are when the job has started.
        System.setProperty(MetricGroupSink.OFF, Boolean.toString(!measured));
        try {
            ScaleJob job = ScaleJob.start(config, workload, MANAGED_MEMORY, directory, terminal);
            job.load();
            job.beginReading();
            return job;
        } finally {
            System.clearProperty(MetricGroupSink.OFF);
        }
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

    private List<Pair> pairs(ScaleJob measured, ScaleJob unmeasured) throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (int turn = 0; turn < WARM_UP + turns; turn++) {
            ProcessMoment.Cost first = turn % 2 == 0 ? scraped(measured, turn) : change(unmeasured, turn);
            ProcessMoment.Cost second = turn % 2 == 0 ? change(unmeasured, turn) : scraped(measured, turn);
            if (turn >= WARM_UP) {
                pairs.add(turn % 2 == 0 ? new Pair(first, second) : new Pair(second, first));
            }
        }
        return pairs;
    }

    private ProcessMoment.Cost scraped(ScaleJob job, int turn) throws Exception {
        try (Scraping scraping = new Scraping()) {
            scraping.start(job.metrics());
            return change(job, turn);
        }
    }

    private ProcessMoment.Cost change(ScaleJob job, int turn) throws Exception {
        ScaleWorkload workload = job.workload();
        int steps = documents / workload.lanes();
        int begin = workload.spotted() + turn * steps;
        return job.change(begin, begin + steps);
    }

    private void print(List<Pair> pairs) {
        ToDoubleFunction<Pair> measured = pair -> pair.measured.millis();
        ToDoubleFunction<Pair> unmeasured = pair -> pair.unmeasured.millis();
        List<Double> costs = pairs.stream().map(Pair::cost).toList();
        List<Double> processorCosts = pairs.stream().map(Pair::processorCost).toList();
        if (json) {
            ObjectNode out = JSON.createObjectNode()
                    .put("documents", documents)
                    .put("turns", turns)
                    .put("profiledOneIn", every)
                    .put("millis", median(pairs, measured))
                    .put("millisUnmeasured", median(pairs, unmeasured))
                    .put("cost", median(pairs, Pair::cost))
                    .put("processorCost", median(pairs, Pair::processorCost));
            out.set("costs", JSON.valueToTree(costs));
            out.set("processorCosts", JSON.valueToTree(processorCosts));
            System.out.println(out);
            return;
        }
        System.out.printf(
                Locale.ROOT,
                """
                %d turns of %,d changes each way, one in %d profiled, scraped every %d s; medians
                measured      %8.3f ms a change
                unmeasured    %8.3f ms a change
                cost          %8.1f %% of the throughput, from %.1f to %.1f
                              %8.1f %% of the processors' time, from %.1f to %.1f
                """,
                turns,
                documents,
                every,
                Scraping.SECONDS,
                median(pairs, measured),
                median(pairs, unmeasured),
                100 * median(pairs, Pair::cost),
                100 * Collections.min(costs),
                100 * Collections.max(costs),
                100 * median(pairs, Pair::processorCost),
                100 * Collections.min(processorCosts),
                100 * Collections.max(processorCosts));
    }

    private static double median(List<Pair> pairs, ToDoubleFunction<Pair> figure) {
        return Median.of(pairs.stream().mapToDouble(figure).toArray());
    }
}
