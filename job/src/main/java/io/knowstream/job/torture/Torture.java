package io.knowstream.job.torture;

import io.knowstream.job.config.JobConfig;
import io.knowstream.job.monitor.JsonApi;
import io.knowstream.job.process.BrokerProcess;
import io.knowstream.job.process.ChildProcess;
import io.knowstream.job.process.ProcessCluster;
import io.knowstream.job.process.Supervisor;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.configuration.RestOptions;

/** Runs the job on processes, strikes as the {@link Schedule} says, and compares at every quiet point. */
public final class Torture {

    /** A quiet point costs a fresh run, an outage minutes: near the end they are left out. */
    private static final Duration LAST_QUIET_POINT = Duration.ofMinutes(1);

    private final TortureSettings settings;
    private final JobConfig config;
    private final FreshRun freshRun;
    private final Consumer<String> told;
    private final Map<String, Integer> strikes = new TreeMap<>();
    private int kills;
    private int quietPoints;
    private List<String> differences = List.of();

    /**
     * Prepares a torture.
     *
     * @param config of the job: its broker and index are those of {@code settings}
     * @param freshRun what the graph is compared with
     * @param told hears of what goes on; called by several threads
     */
    public Torture(TortureSettings settings, JobConfig config, FreshRun freshRun, Consumer<String> told) {
        this.settings = settings;
        this.config = config;
        this.freshRun = freshRun;
        this.told = told;
    }

    /**
     * Runs it. Ends early at the first difference.
     *
     * @throws TortureException if the job does not come back by itself
     */
    public TortureResult run() throws Exception {
        Path logs = settings.work().resolve("logs");
        Path flink = settings.work().resolve("flink");
        try (ChildProcess broker =
                        BrokerProcess.create(settings.broker(), settings.work().resolve("kafka"), logs);
                ProcessCluster cluster = new ProcessCluster(
                        flink,
                        logs,
                        settings.taskManagers(),
                        TorturedCluster.JVM_OPTIONS,
                        TorturedCluster.settings(config, settings.slots()))) {
            broker.start();
            cluster.start();
            List<ChildProcess> processes = new ArrayList<>(cluster.processes());
            processes.add(broker);
            try (Supervisor supervisor = new Supervisor(processes, told);
                    Topics topics = new Topics(config.kafka())) {
                return run(cluster, broker, supervisor, topics, flink.resolve("savepoints"));
            }
        }
    }

    private TortureResult run(
            ProcessCluster cluster, ChildProcess broker, Supervisor supervisor, Topics topics, Path savepoints)
            throws Exception {
        Schedule schedule = new Schedule(settings.seed(), settings.taskManagers(), slots());
        JsonApi api =
                new JsonApi(URI.create("http://127.0.0.1:" + cluster.client().get(RestOptions.PORT)));
        TorturedJob job = new TorturedJob(config, cluster.client(), api, savepoints);
        RandomDocuments documents = new RandomDocuments(
                config.kafka().bootstrapServers(),
                config.kafka().documents(),
                settings.documents(),
                new Random(~settings.seed()));
        try (JobWatch watch = new JobWatch(api, job);
                ReaderWatch reader = new ReaderWatch(config.index().path(), config.resolution());
                Publishing publishing = new Publishing(documents)) {
            int parallelism = schedule.parallelism();
            told.accept("the job starts with parallelism " + parallelism);
            job.start(parallelism, null);
            publishing.publish(settings.documents());
            watch.awaitCheckpoints(1);
            Strikes striking = new Strikes(cluster, broker, job, watch);
            QuietPoint quiet = new QuietPoint(config.index().path(), topics, watch, freshRun, settings.work());
            long start = System.nanoTime();
            Duration passed = Duration.ZERO;
            while (passed.compareTo(settings.length()) < 0 && differences.isEmpty()) {
                step(schedule.next(), settings.length().minus(passed), striking, publishing, quiet, watch);
                passed = Duration.ofNanos(System.nanoTime() - start);
            }
            if (differences.isEmpty()) {
                compare(quiet, publishing);
            }
            reader.close();
            publishing.close();
            return new TortureResult(
                    passed,
                    strikes,
                    kills,
                    supervisor.restarts(),
                    documents.sent(),
                    documents.surviving().size(),
                    watch.checkpoints(),
                    watch.restores(),
                    watch.recoveries().stream().sorted().toList(),
                    quietPoints,
                    differences,
                    reader.snapshots(),
                    reader.violations(),
                    watch.failures());
        }
    }

    private int slots() {
        return settings.taskManagers() * settings.slots();
    }

    private void step(
            Schedule.Step step,
            Duration left,
            Strikes striking,
            Publishing publishing,
            QuietPoint quiet,
            JobWatch watch)
            throws Exception {
        Strike strike = step.strike();
        boolean quietPoint = strike.kind() == Strike.Kind.QUIET;
        Duration needed = quietPoint ? LAST_QUIET_POINT : strike.length();
        if (needed.compareTo(left) > 0) {
            return;
        }
        told.accept(strike.toString());
        strikes.merge(strike.kind().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
        publishing.publish(step.records());
        if (quietPoint) {
            compare(quiet, publishing);
        } else if (strike.kind() == Strike.Kind.FLOOD) {
            publishing.flood(strike.parallelism());
        } else {
            striking.deal(strike);
            kills += strike.kind().kills(settings.taskManagers());
        }
        if (step.recovery()) {
            watch.awaitRecovery();
        }
        Thread.sleep(step.rest().toMillis());
    }

    private void compare(QuietPoint quiet, Publishing publishing) throws Exception {
        RandomDocuments documents = publishing.await();
        differences = quiet.differences(documents.surviving(), documents.malformed());
        quietPoints++;
        told.accept(
                differences.isEmpty()
                        ? "quiet: the graph of " + documents.surviving().size() + " documents equals a fresh run's"
                        : "quiet: the graph differs from a fresh run's");
    }
}
