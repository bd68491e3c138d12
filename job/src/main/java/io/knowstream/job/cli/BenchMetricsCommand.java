package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.config.JobConfig;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.StageSampler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench metrics}: what it costs to measure the job. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Documents a second of the whole job in pairs of runs: one with every metric, one document in so many profiled, and"
                    + " all of it scraped once a second; the other with no metric of Knowstream's, not scraped. Flink's own"
                    + " are there in both. Which of a pair runs first changes from pair to pair; a pair before the first"
                    + " warms up and is not counted.",
            ""
        })
final class BenchMetricsCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--documents",
            defaultValue = "500",
            paramLabel = "N",
            description = "How many, those of the demo repeated under new ids. Default: 500.")
    private int documents;

    @Option(names = "--turns", defaultValue = "5", paramLabel = "N", description = "Pairs of runs. Default: 5.")
    private int turns;

    @Option(
            names = "--every",
            defaultValue = "100",
            paramLabel = "N",
            description = "One document in N is profiled. Default: 100.")
    private int every;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Parallelism of the job. Default: the processors there are.")
    private int parallelism = Runtime.getRuntime().availableProcessors();

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
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        List<Double> costs = new ArrayList<>();
        try (Terminal terminal = Terminal.open()) {
            pair(true, terminal);
            for (int turn = 0; turn < turns; turn++) {
                double[] rates = pair(turn % 2 == 0, terminal);
                with.add(rates[0]);
                without.add(rates[1]);
                costs.add(1 - rates[0] / rates[1]);
            }
        }
        print(with, without, costs);
        return 0;
    }

    /** Documents a second with metrics, and without. */
    private double[] pair(boolean measuredFirst, Terminal terminal) throws Exception {
        double first = run(measuredFirst, terminal);
        double second = run(!measuredFirst, terminal);
        return measuredFirst ? new double[] {first, second} : new double[] {second, first};
    }

    private double run(boolean measured, Terminal terminal) throws Exception {
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
            BoundedRun.requireParallelism(parallelism, config);
            Path file = DemoDocuments.repeat(documents, work.path());
            Duration time = new BoundedRun(
                            config, new InputFile(file, "demo documents"), work.directory("flink"), parallelism)
                    .run(
                            work.directory("rejections"),
                            documents,
                            terminal,
                            new BoundedRun.Watch(
                                    null, measured ? cluster -> scraping.start(cluster.metrics()) : cluster -> {}));
            return documents / (time.toNanos() / 1e9);
        } finally {
            System.clearProperty(MetricGroupSink.OFF);
        }
    }

    private void print(List<Double> with, List<Double> without, List<Double> costs) {
        if (json) {
            System.out.println(JSON.createObjectNode()
                    .put("documents", documents)
                    .put("turns", turns)
                    .put("profiledOneIn", every)
                    .put("documentsPerSecond", median(with))
                    .put("documentsPerSecondUnmeasured", median(without))
                    .put("cost", median(costs))
                    .set("costs", JSON.valueToTree(costs)));
            return;
        }
        System.out.printf(
                Locale.ROOT,
                """
                %d pairs of runs over %,d documents, one in %d profiled, scraped once a second; medians
                measured    %8.1f documents/s
                unmeasured  %8.1f documents/s
                cost        %8.1f %%, from %.1f to %.1f
                """,
                turns,
                documents,
                every,
                median(with),
                median(without),
                100 * median(costs),
                100 * Collections.min(costs),
                100 * Collections.max(costs));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
