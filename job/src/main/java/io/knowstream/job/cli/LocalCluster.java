package io.knowstream.job.cli;

import io.knowstream.job.process.FreePorts;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster in this process, with web UI and Prometheus endpoint, of a size for a laptop. */
public final class LocalCluster implements AutoCloseable {

    /** For RocksDB, on a laptop. */
    private static final MemorySize MANAGED_MEMORY = MemorySize.ofMebiBytes(256);

    /** For the exchanges between the tasks of a few slots. */
    private static final MemorySize NETWORK_MEMORY = MemorySize.ofMebiBytes(64);

    private final MiniCluster cluster;
    private final int metricsPort;

    private LocalCluster(MiniCluster cluster, int metricsPort) {
        this.cluster = cluster;
        this.metricsPort = metricsPort;
    }

    /**
     * How large a cluster is.
     *
     * @param taskManagers how many
     * @param slots of each
     * @param managedMemory of each, for RocksDB
     * @param networkMemory of each, for what its tasks send and receive
     */
    record Size(int taskManagers, int slots, MemorySize managedMemory, MemorySize networkMemory) {

        /** One task manager, for a laptop. */
        static Size of(int slots) {
            return new Size(1, slots, MANAGED_MEMORY, NETWORK_MEMORY);
        }

        /** One task manager with another memory for RocksDB. */
        static Size of(int slots, MemorySize managedMemory) {
            return new Size(1, slots, managedMemory, NETWORK_MEMORY);
        }
    }

    /**
     * Starts a cluster.
     *
     * @param directory where it keeps checkpoints and temporary files
     * @param slots of its one task manager
     * @param webPort of the web UI; 0 for any free one
     */
    public static LocalCluster start(Path directory, int slots, int webPort) throws Exception {
        return start(directory, Size.of(slots), webPort, null);
    }

    /** The same of another size, watched by a reporter that is told of every metric; null for none. */
    static LocalCluster start(Path directory, Size size, int webPort, MetricReporter reporter) throws Exception {
        int metricsPort = FreePorts.find(1).get(0);
        Configuration configuration = new Configuration()
                .set(RestOptions.ADDRESS, "localhost")
                .set(RestOptions.BIND_ADDRESS, "localhost")
                .set(RestOptions.BIND_PORT, Integer.toString(webPort))
                .set(WebOptions.SUBMIT_ENABLE, false)
                .set(TaskManagerOptions.MANAGED_MEMORY_SIZE, size.managedMemory())
                .set(TaskManagerOptions.NETWORK_MEMORY_MIN, size.networkMemory())
                .set(TaskManagerOptions.NETWORK_MEMORY_MAX, size.networkMemory())
                .set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString())
                .set(
                        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                        directory.resolve("checkpoints").toUri().toString());
        configuration.setString("metrics.reporter.prometheus.factory.class", PrometheusReporterFactory.class.getName());
        configuration.setString("metrics.reporter.prometheus.port", Integer.toString(metricsPort));
        MiniClusterConfiguration mini = new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(size.taskManagers())
                .setNumSlotsPerTaskManager(size.slots())
                .build();
        MiniCluster cluster = reporter == null ? new MiniCluster(mini) : new WatchedMiniCluster(mini, reporter);
        start(cluster);
        return new LocalCluster(cluster, metricsPort);
    }

    /** On a thread of its own: an interrupt in the middle of a start would make a noise and leave things behind. */
    private static void start(MiniCluster cluster) throws Exception {
        FutureTask<Void> starting = new FutureTask<>(() -> {
            cluster.start();
            return null;
        });
        new Thread(starting, "start of the cluster").start();
        try {
            starting.get();
        } catch (InterruptedException e) {
            starting.get();
            cluster.close();
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Flink cannot be started", e.getCause());
        }
    }

    /** The address of the web UI. */
    public URI webUi() {
        return cluster.getRestAddress().join();
    }

    /** The address of the metrics in Prometheus' form. */
    public URI metrics() {
        return URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
    }

    /** Starts the job that was built in {@code environment}. */
    public JobClient submit(StreamExecutionEnvironment environment) throws InterruptedException {
        try {
            JobID job = cluster.submitJob(environment.getStreamGraph()).get().getJobID();
            return new MiniClusterJobClient(
                    job,
                    cluster,
                    LocalCluster.class.getClassLoader(),
                    MiniClusterJobClient.JobFinalizationBehavior.NOTHING);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the job cannot be started", e.getCause());
        }
    }

    /** Whether every task of a job runs. */
    boolean runs(JobID job) throws InterruptedException {
        try {
            AccessExecutionGraph graph = cluster.getExecutionGraph(job).get();
            // A job that is still made ready has no tasks at all.
            if (graph.getState() != JobStatus.RUNNING) {
                return false;
            }
            for (AccessExecutionVertex task : graph.getAllExecutionVertices()) {
                if (task.getExecutionState() != ExecutionState.RUNNING) {
                    return false;
                }
            }
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the tasks of the job cannot be seen", e.getCause());
        }
    }

    /** Makes a checkpoint of a job now, and waits until it is complete. */
    void checkpoint(JobID job) throws InterruptedException {
        try {
            cluster.triggerCheckpoint(job).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("no checkpoint can be made", e.getCause());
        }
    }

    /** Ends all jobs and stops. */
    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
