package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.process.BrokerSettings;
import io.knowstream.job.process.FreePorts;
import io.knowstream.job.torture.Torture;
import io.knowstream.job.torture.TortureResult;
import io.knowstream.job.torture.TortureSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code torture}: the job on processes that are killed and paused, held to its promise. */
@Command(
        name = "torture",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs the job on a broker, a job manager and task managers of its own, publishes at random, and meanwhile kills"
                    + " and pauses the processes and changes the parallelism. The graph must then equal, byte for byte, that"
                    + " of a fresh run over the surviving documents, and no reader may see a state between two commits.",
            "Exits with 1 if the promise was broken; the directory with logs, index and both exports is then kept.",
            ""
        })
final class TortureCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> DEFAULTS = Map.of(
            "checkpoint.interval", "1 s",
            "checkpoint.timeout", "30 s",
            "restart.max-backoff", "2 s",
            "chunking.max", "512");

    @Option(names = "--minutes", defaultValue = "10", paramLabel = "N", description = "How long. Default: 10.")
    private double minutes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What is done and sent follows from it. Default: another each time, printed.")
    private Long seed;

    @Option(
            names = "--task-managers",
            defaultValue = "2",
            paramLabel = "N",
            description = "Processes, of two slots each. Default: 2.")
    private int taskManagers;

    @Option(
            names = "--documents",
            defaultValue = "30",
            paramLabel = "N",
            description = "Documents that there are at a time, at most. Default: 30.")
    private int documents;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Directory for logs and data, which must not be there yet. Default: one in .knowstream.")
    private Path work;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        require("--minutes", minutes > 0, Double.toString(minutes), "above 0");
        require("--task-managers", taskManagers >= 1, Integer.toString(taskManagers), "at least 1");
        require("--documents", documents >= 1, Integer.toString(documents), "at least 1");
        long seeded = seed == null ? System.nanoTime() : seed;
        Path directory = directory();
        Progress progress = new Progress();
        progress.tell("seed " + seeded);
        boolean kept = false;
        boolean interrupted = false;
        try {
            TortureResult result = torture(seeded, directory, progress);
            print(seeded, result);
            kept = result.kept();
            return kept ? 0 : 1;
        } catch (InterruptedException e) {
            interrupted = true;
            throw e;
        } finally {
            if (kept || interrupted) {
                WorkDirectory.delete(directory);
            } else {
                System.err.println("kept " + directory);
            }
        }
    }

    private static void require(String option, boolean holds, String value, String allowed) {
        if (!holds) {
            throw new UsageException(option + " must be " + allowed + " (got " + value + ")");
        }
    }

    private Path directory() throws IOException {
        Path directory = work == null
                ? Home.directory().resolve("torture-" + ProcessHandle.current().pid())
                : work;
        if (Files.exists(directory)) {
            throw new UsageException("--work must be a directory that is not there yet (got " + directory + ")");
        }
        return Files.createDirectories(directory).toAbsolutePath();
    }

    private TortureResult torture(long seeded, Path directory, Progress progress) throws Exception {
        List<Integer> ports = FreePorts.find(2);
        BrokerSettings broker = new BrokerSettings(directory.resolve("kafka/log"), ports.get(0), ports.get(1));
        JobConfig config = configuration.load(
                DEFAULTS,
                Map.of(
                        "kafka.bootstrap-servers", broker.bootstrapServers(),
                        "index.path", directory.resolve("index").toString()));
        TortureSettings settings = new TortureSettings(
                seeded, Duration.ofMillis((long) (minutes * 60_000)), directory, broker, taskManagers, 2, documents);
        Random random = new Random(seeded);
        return new Torture(settings, config, surviving -> freshRun(surviving, directory, random), progress::tell).run();
    }

    /** In another order than they were published in, which must make no difference. */
    private String freshRun(List<String> surviving, Path directory, Random random) throws Exception {
        Path fresh = directory.resolve("fresh");
        WorkDirectory.delete(fresh);
        List<String> shuffled = new ArrayList<>(surviving);
        Collections.shuffle(shuffled, random);
        Path input = Files.write(
                Files.createDirectories(fresh).resolve("surviving.jsonl"), shuffled, StandardCharsets.UTF_8);
        Path index = fresh.resolve("index");
        JobConfig config = configuration.load(DEFAULTS, Map.of("index.path", index.toString()));
        Path flink = Files.createDirectories(fresh.resolve("flink"));
        Path rejections = Files.createDirectories(fresh.resolve("rejections"));
        try (Terminal terminal = Terminal.open()) {
            new BoundedRun(config, new InputFile(input, "surviving"), flink, 1)
                    .run(rejections, surviving.size(), terminal);
        }
        return index.toString();
    }

    private void print(long seeded, TortureResult result) {
        if (json) {
            ObjectNode out = JSON.createObjectNode().put("seed", seeded).put("kept", result.kept());
            out.setAll(TortureAnswer.json(result));
            System.out.println(out);
        } else {
            System.out.print(TortureAnswer.text(seeded, result));
        }
    }

    /** A line on standard error for whatever happens, with the time since the beginning. */
    private static final class Progress {

        private final long start = System.nanoTime();

        void tell(String what) {
            System.err.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, what);
        }
    }
}
