package io.knowstream.job.process;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;

/**
 * A standalone Flink session cluster of processes on this machine, highly available through a ZooKeeper of its own: a
 * job manager that is started again goes on with its jobs.
 *
 * <p>Everything, the job included, is on the class path of the processes: native libraries load once a process, and a
 * class loader for each job would try it twice. A job is submitted without a jar.
 */
public final class ProcessCluster implements AutoCloseable {

    /**
     * ZooKeeper removes containers that are empty. If it meets the election's while a job manager that lost its session
     * is about to return, Curator 5.4.0 inside Flink never stands for election again (CURATOR-724).
     */
    private static final String KEEP_CONTAINERS = "-Dznode.container.checkIntervalMs=" + Integer.MAX_VALUE;

    private static final String REPORTER = "metrics.reporter.prometheus.";

    /** The key of the port at which a process shows its metrics; see {@link #showingMetrics}. */
    public static final String METRICS_PORT = REPORTER + "port";

    private final Configuration configuration;
    private final List<URI> metrics;
    private final ChildProcess zooKeeper;
    private final ChildProcess jobManager;
    private final List<ChildProcess> taskManagers = new ArrayList<>();

    /**
     * Describes a cluster; {@link #start} starts it.
     *
     * @param directory for everything of it: checkpoints, high availability, temporary files
     * @param logs directory of logs
     * @param count of task managers
     * @param jvmOptions of job manager and task managers, e.g. the garbage collector
     * @param settings Flink's, memory included, above what a cluster on one machine needs
     */
    public ProcessCluster(Path directory, Path logs, int count, List<String> jvmOptions, Configuration settings)
            throws IOException {
        boolean shown = settings.toMap().containsKey(REPORTER + "factory.class");
        List<Integer> ports = FreePorts.find(shown ? count + 3 : 2);
        metrics = ports.subList(2, ports.size()).stream()
                .map(port -> URI.create("http://127.0.0.1:" + port + "/metrics"))
                .toList();
        zooKeeper = zooKeeper(directory.resolve("zookeeper"), logs, ports.get(0));
        configuration = FlinkFile.onThisMachine(directory, ports.get(1))
                .set(
                        CoreOptions.FLINK_JVM_OPTIONS,
                        String.join(" ", FlinkFile.OPENS) + " " + String.join(" ", jvmOptions))
                .set(HighAvailabilityOptions.HA_MODE, "zookeeper")
                .set(HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM, "127.0.0.1:" + ports.get(0))
                .set(HighAvailabilityOptions.HA_STORAGE_PATH, FlinkFile.uri(directory.resolve("ha")));
        configuration.addAll(settings);
        Path conf = directory.resolve("conf");
        FlinkFile.write(configuration, conf);
        jobManager = child("job-manager", FlinkCommand.jobManager(configuration, conf), 0, directory, logs);
        for (int i = 1; i <= count; i++) {
            taskManagers.add(
                    child("task-manager-" + i, FlinkCommand.taskManager(configuration, conf), i, directory, logs));
        }
    }

    /**
     * Settings with which job manager and task managers show their metrics in Prometheus' form: each at a port of its
     * own, which it keeps when it is started again.
     */
    public static Configuration showingMetrics(Configuration settings) {
        Configuration shown = new Configuration(settings);
        shown.setString(REPORTER + "factory.class", PrometheusReporterFactory.class.getName());
        return shown;
    }

    /** Flink's ZooKeeper client comes with the server inside. */
    private static ChildProcess zooKeeper(Path directory, Path logs, int port) throws IOException {
        Path settings = Files.createDirectories(directory).resolve("zoo.cfg");
        Map<String, String> lines = new TreeMap<>(Map.of(
                "dataDir", directory.resolve("data").toString(),
                "clientPort", Integer.toString(port),
                "clientPortAddress", "127.0.0.1",
                "tickTime", "1000",
                "maxClientCnxns", "0",
                "admin.enableServer", "false"));
        StringBuilder text = new StringBuilder();
        lines.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        Files.writeString(settings, text, StandardCharsets.UTF_8);
        return new ChildProcess(
                "zookeeper",
                List.of("-Xmx64m", "-XX:+UseSerialGC", KEEP_CONTAINERS),
                "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain",
                List.of(settings.toString()),
                directory.resolve("tmp"),
                logs);
    }

    private ChildProcess child(String name, FlinkCommand flink, int number, Path directory, Path logs)
            throws IOException {
        Path temporary = directory.resolve("tmp").resolve(name);
        FlinkCommand command = flink.with(CoreOptions.TMP_DIRS.key(), temporary.toString());
        if (!metrics.isEmpty()) {
            command = command.with(
                    METRICS_PORT, Integer.toString(metrics.get(number).getPort()));
        }
        return new ChildProcess(name, command.jvmOptions(), command.main(), command.arguments(), temporary, logs);
    }

    /** Starts all processes; the cluster is up some seconds later. */
    public void start() throws IOException {
        for (ChildProcess process : processes()) {
            process.start();
        }
    }

    /** What a client needs to submit jobs: the address of the REST endpoint. */
    public Configuration client() {
        return new Configuration()
                .set(RestOptions.ADDRESS, configuration.get(RestOptions.ADDRESS))
                .set(RestOptions.PORT, configuration.get(RestOptions.PORT));
    }

    /**
     * The addresses of the metrics of the job manager and, behind it, of the task managers, in Prometheus' form.
     *
     * @throws IllegalStateException if the settings do not {@linkplain #showingMetrics show} them
     */
    public List<URI> metrics() {
        if (metrics.isEmpty()) {
            throw new IllegalStateException("the settings of the cluster show no metrics");
        }
        return metrics;
    }

    /** The one job manager. */
    public ChildProcess jobManager() {
        return jobManager;
    }

    /** The task managers. */
    public List<ChildProcess> taskManagers() {
        return List.copyOf(taskManagers);
    }

    /** All processes, in the order of their start. */
    public List<ChildProcess> processes() {
        List<ChildProcess> all = new ArrayList<>(List.of(zooKeeper, jobManager));
        all.addAll(taskManagers);
        return all;
    }

    /** Kills all processes; what they wrote stays. */
    @Override
    public void close() {
        List<ChildProcess> all = processes();
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).close();
        }
    }
}
