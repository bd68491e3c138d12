package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.knowstream.job.config.JobConfig;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.StageSampler;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench metrics}: what it costs to measure the job. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Documents a second of the whole job in turns of four runs: with metrics, twice without, and with them again. With"
                    + " metrics means every one of them, one document in so many profiled, and all of it scraped every five"
                    + " seconds; without, that there is none of Knowstream's, and no scrape. Flink's own are there in both."
                    + " The processors' time says more where the machine has other work. A turn before the first warms up"
                    + " and is not counted.",
            ""
        })
final class BenchMetricsCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Option(
            names = "--documents",
            defaultValue = "500",
            paramLabel = "N",
            description = "How many, those of the demo repeated under new ids. Default: 500.")
    private int documents;

    @Option(names = "--turns", defaultValue = "5", paramLabel = "N", description = "Turns. Default: 5.")
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
        List<Pair> pairs = new ArrayList<>();
        try (Terminal terminal = Terminal.open()) {
            // Each turn is there and back, so that what gets faster or slower meanwhile takes from both alike.
            turn(terminal);
            for (int turn = 0; turn < turns; turn++) {
                pairs.add(turn(terminal));
            }
        }
        print(pairs);
        return 0;
    }

    /** What runs take for a document, in seconds, and in those of all processors. */
    private record Run(double seconds, double processorSeconds) {

        /** The mean of both. */
        Run and(Run other) {
            return new Run((seconds + other.seconds) / 2, (processorSeconds + other.processorSeconds) / 2);
        }
    }

    private record Pair(Run measured, Run unmeasured) {

        /** The part of the throughput that measuring takes. */
        double cost() {
            return 1 - unmeasured.seconds / measured.seconds;
        }

        /** The part of the processors' time that it takes. */
        double processorCost() {
            return 1 - unmeasured.processorSeconds / measured.processorSeconds;
        }
    }

    private Pair turn(Terminal terminal) throws Exception {
        Run measured = run(true, terminal);
        Run unmeasured = run(false, terminal).and(run(false, terminal));
        return new Pair(measured.and(run(true, terminal)), unmeasured);
    }

    private Run run(boolean measured, Terminal terminal) throws Exception {
        System.setProperty(MetricGroupSink.OFF, Boolean.toString(!measured));
        try (WorkDirectory work = WorkDirectory.create();
                Scraping scraping = new Scraping()) {
            JobConfig config = configuration.load(
                    BoundedRun.DEFAULTS,
                    Map.of(
                            "index.path",
                            work.path().resolve("index").toString(),
                            "extraction.cache",
                            "0 b",
                            StageSampler.EVERY,
                            Integer.toString(measured ? every : 0)));
            int tasks = parallelism.of(config);
            Path file = DemoDocuments.repeat(documents, work.path());
            long processors = PROCESS.getProcessCpuTime();
            Duration time = new BoundedRun(
                            config, new InputFile(file, "demo documents"), work.directory("flink"), tasks)
                    .run(
                            work.directory("rejections"),
                            documents,
                            terminal,
                            new BoundedRun.Watch(
                                    null, measured ? cluster -> scraping.start(cluster.metrics()) : cluster -> {}));
            // The cluster's start is in it, in both runs of a pair.
            double used = PROCESS.getProcessCpuTime() - processors;
            return new Run(time.toNanos() / 1e9 / documents, used / 1e9 / documents);
        } finally {
            System.clearProperty(MetricGroupSink.OFF);
        }
    }

    private void print(List<Pair> pairs) {
        double measured = 1 / median(pairs, pair -> pair.measured.seconds);
        double unmeasured = 1 / median(pairs, pair -> pair.unmeasured.seconds);
        List<Double> costs = pairs.stream().map(Pair::cost).toList();
        List<Double> processorCosts = pairs.stream().map(Pair::processorCost).toList();
        if (json) {
            ObjectNode out = JSON.createObjectNode()
                    .put("documents", documents)
                    .put("turns", turns)
                    .put("profiledOneIn", every)
                    .put("documentsPerSecond", measured)
                    .put("documentsPerSecondUnmeasured", unmeasured)
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
                %d turns over %,d documents, twice each way, one in %d profiled, scraped every %d s; medians
                measured      %8.1f documents/s
                unmeasured    %8.1f documents/s
                cost          %8.1f %% of the throughput, from %.1f to %.1f
                              %8.1f %% of the processors' time, from %.1f to %.1f
                """,
                turns,
                documents,
                every,
                Scraping.SECONDS,
                measured,
                unmeasured,
                100 * median(pairs, Pair::cost),
                100 * Collections.min(costs),
                100 * Collections.max(costs),
                100 * median(pairs, Pair::processorCost),
                100 * Collections.min(processorCosts),
                100 * Collections.max(processorCosts));
    }

    private static double median(List<Pair> pairs, ToDoubleFunction<Pair> figure) {
        double[] sorted = pairs.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
