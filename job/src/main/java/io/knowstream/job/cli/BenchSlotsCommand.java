package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.inference.Median;
import io.knowstream.job.config.ExtractionOptions;
import io.knowstream.job.config.JobConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench slots}: how throughput grows with slots and task managers. */
@Command(
        name = "slots",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Documents a second of the production topology on several numbers of slots: with the models of the"
                    + " configuration, which take this machine's processors, and with a simulated model service, which"
                    + " takes time and no processor, as where each task manager has a machine of its own. The documents"
                    + " are those of 'bench scale', of one short chunk each; the cache of extractions is off.",
            "Each number of slots gets a cluster of its own in this process, with as many task managers as are needed."
                    + " All numbers are measured once in a turn; shown is the median of the turns, and as 'of linear' what"
                    + " it is of the first number's, slot for slot.",
            ""
        })
final class BenchSlotsCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--slots",
            split = ",",
            defaultValue = "1,2,4",
            paramLabel = "N",
            description = "With the models of the configuration. Default: 1,2,4.")
    private List<Integer> slots;

    @Option(
            names = "--service-slots",
            split = ",",
            defaultValue = "4,8,16,32",
            paramLabel = "N",
            description = "With the simulated service. Default: 4,8,16,32.")
    private List<Integer> serviceSlots;

    @Option(
            names = "--service-time",
            defaultValue = "500 ms",
            converter = DurationConverter.class,
            paramLabel = "TIME",
            description = "What the service takes for a chunk. Default: 500 ms.")
    private Duration serviceTime;

    @Option(
            names = "--slots-per-task-manager",
            defaultValue = "4",
            paramLabel = "N",
            description = "At the most. Default: 4.")
    private int perTaskManager;

    @Option(names = "--seconds", defaultValue = "20", paramLabel = "N", description = "Of a measurement. Default: 20.")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "15",
            paramLabel = "SECONDS",
            description = "Before each measurement. Default: 15.")
    private int warmUp;

    @Option(names = "--turns", defaultValue = "3", paramLabel = "N", description = "Default: 3.")
    private int turns;

    @Option(names = "--json", description = "Prints JSON, a line for each number of slots.")
    private boolean json;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || warmUp < 0 || turns < 1 || perTaskManager < 1 || serviceTime.toMillis() < 1) {
            throw new UsageException("--seconds, --turns, --slots-per-task-manager and --service-time (1 ms) must be at"
                    + " least 1, --warm-up at least 0");
        }
        List<SlotsRun> runs = new ArrayList<>();
        slots.forEach(number -> runs.add(new SlotsRun(number, perTaskManager, null)));
        serviceSlots.forEach(number -> runs.add(new SlotsRun(number, perTaskManager, serviceTime)));
        Map<SlotsRun, List<Double>> rates = new LinkedHashMap<>();
        runs.forEach(run -> rates.put(run, new ArrayList<>()));
        long seed = 0;
        try (Terminal terminal = Terminal.open()) {
            for (int turn = 0; turn < turns; turn++) {
                for (SlotsRun run : runs) {
                    rates.get(run).add(measure(run, ++seed, terminal));
                }
            }
        }
        print(rates);
        return 0;
    }

    private double measure(SlotsRun run, long seed, Terminal terminal) throws Exception {
        try (WorkDirectory work = WorkDirectory.create()) {
            JobConfig config = configuration.load(
                    Map.of(), Map.of("index.path", work.path().resolve("index").toString(), "extraction.cache", "0 b"));
            return run.run(
                    config, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds), seed, work.path(), terminal);
        }
    }

    private void print(Map<SlotsRun, List<Double>> rates) {
        int threads = configuration.effective(Map.of(), Map.of()).get(ExtractionOptions.THREADS);
        if (!json) {
            System.out.printf(
                    Locale.ROOT,
                    "%d turns of %d seconds; %d processors; service: %d ms a chunk%n"
                            + "extraction  slots  task managers  documents/s  a slot  of linear  of the service's bound%n",
                    turns,
                    seconds,
                    Runtime.getRuntime().availableProcessors(),
                    serviceTime.toMillis());
        }
        double first = Double.NaN;
        Duration before = Duration.ZERO;
        for (Map.Entry<SlotsRun, List<Double>> each : rates.entrySet()) {
            SlotsRun run = each.getKey();
            double rate = Median.of(
                    each.getValue().stream().mapToDouble(Double::doubleValue).toArray());
            if (!Objects.equals(run.service(), before)) {
                first = rate / run.slots();
                before = run.service();
            }
            print(run, each.getValue(), rate, rate / run.slots() / first, rate / run.bound(threads));
        }
    }

    private void print(SlotsRun run, List<Double> rates, double rate, double ofLinear, double ofBound) {
        String extraction = run.service() == null ? "models" : "service";
        if (!json) {
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %6d %14d %12.1f %7.2f %8.0f %% %s%n",
                    extraction,
                    run.slots(),
                    run.taskManagers(),
                    rate,
                    rate / run.slots(),
                    100 * ofLinear,
                    Double.isNaN(ofBound) ? "" : String.format(Locale.ROOT, "%21.0f %%", 100 * ofBound));
            return;
        }
        ObjectNode out = JSON.createObjectNode()
                .put("extraction", extraction)
                .put("slots", run.slots())
                .put("taskManagers", run.taskManagers())
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("documentsPerSecond", rate)
                .put("ofLinear", ofLinear);
        if (run.service() != null) {
            out.put("serviceMillis", run.service().toMillis()).put("ofServiceBound", ofBound);
        }
        out.set("turns", JSON.valueToTree(rates));
        System.out.println(out);
    }
}
