package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.inference.pool.PoolConfig;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.MemorySize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench soak}: many models through a small budget, watched by the operating system's figures. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Drives six models with random weights, of the 135M and the 360M shape, through a budget from several threads,"
                    + " and reads the process's memory once a second from the operating system. Exits with 1 if it was"
                    + " above base + budget + 5 %%: the base is the process with its heap touched and no model.",
            "For a base that stays as it is: KNOWSTREAM_JVM_OPTS='-Xms1g -Xmx1g -XX:+AlwaysPreTouch'.",
            ""
        })
final class BenchSoakCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double ALLOWANCE = 0.05;

    @Option(names = "--minutes", defaultValue = "10", paramLabel = "N", description = "How long. Default: 10.")
    private double minutes;

    @Option(
            names = "--budget",
            converter = MemorySizeConverter.class,
            defaultValue = "800000000",
            paramLabel = "SIZE",
            description = "Default: 800000000 bytes.")
    private MemorySize budget;

    @Option(names = "--models", defaultValue = "3", paramLabel = "N", description = "Loaded at a time. Default: 3.")
    private int models;

    @Option(names = "--threads", defaultValue = "8", paramLabel = "N", description = "Default: 8.")
    private int threads;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Of what the threads do. Default: 1.")
    private long seed;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        long bytes = budget.getBytes();
        boolean touched =
                ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-XX:+AlwaysPreTouch");
        if (!touched) {
            System.err.println("knowstream: the heap is not touched at start, so that it counts as it grows;"
                    + " see 'knowstream bench soak --help'");
        }
        // A tenth is kept for working memory, as the guide's configurations do.
        PoolConfig config =
                new PoolConfig(bytes, models, Duration.ofSeconds(30), bytes / 10, Duration.ofSeconds(1), null);
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            ModelSoak.Result result = new ModelSoak(config, threads, seed, Duration.ofMillis((long) (minutes * 60_000)))
                    .run(work.path(), terminal);
            terminal.close();
            long limit = result.base().total() + bytes + (long) (ALLOWANCE * bytes);
            boolean kept = result.highest() <= limit;
            print(result, limit, touched, kept);
            return kept ? 0 : 1;
        }
    }

    private void print(ModelSoak.Result result, long limit, boolean touched, boolean kept) {
        if (json) {
            ObjectNode out = JSON.createObjectNode()
                    .put("seed", seed)
                    .put("minutes", minutes)
                    .put("threads", threads)
                    .put("budgetBytes", result.budget())
                    .put("heapTouched", touched)
                    .put("mallocMmapThreshold", System.getenv("MALLOC_MMAP_THRESHOLD_"))
                    .put("mallocArenaMax", System.getenv("MALLOC_ARENA_MAX"));
            out.put("baseAnonymousBytes", result.base().anonymous())
                    .put("baseFileBytes", result.base().files())
                    .put("highestAnonymousBytes", result.highestAnonymous())
                    .put("highestFileBytes", result.highestFiles())
                    .put("highestBytes", result.highest())
                    .put("limitBytes", limit)
                    .put("kept", kept)
                    .put("samples", result.samples())
                    .put("generations", result.generations())
                    .put("unavailable", result.unavailable())
                    .put("loads", result.loads())
                    .put("loadsAllowed", result.loadsAllowed())
                    .put("highestUsedBytes", result.highestUsed());
            System.out.println(out);
            return;
        }
        System.out.printf(
                Locale.ROOT,
                """
                %,d generations, %,d that found no room in time, %,d loads (the churn guard allows %,d), seed %d
                budget      %,8.0f MB, charged at the most %,.0f MB
                base        %,8.0f MB: anonymous %,.0f, file-backed %,.0f%s
                highest     %,8.0f MB of %,d readings: anonymous %,.0f, file-backed %,.0f
                limit       %,8.0f MB, %s
                malloc      MALLOC_MMAP_THRESHOLD_ %s, MALLOC_ARENA_MAX %s
                """,
                result.generations(),
                result.unavailable(),
                result.loads(),
                result.loadsAllowed(),
                seed,
                result.budget() / 1e6,
                result.highestUsed() / 1e6,
                result.base().total() / 1e6,
                result.base().anonymous() / 1e6,
                result.base().files() / 1e6,
                touched ? "" : " (heap not touched)",
                result.highest() / 1e6,
                result.samples(),
                result.highestAnonymous() / 1e6,
                result.highestFiles() / 1e6,
                limit / 1e6,
                kept ? "kept" : "BROKEN",
                System.getenv().getOrDefault("MALLOC_MMAP_THRESHOLD_", "not set"),
                System.getenv().getOrDefault("MALLOC_ARENA_MAX", "not set"));
    }
}
