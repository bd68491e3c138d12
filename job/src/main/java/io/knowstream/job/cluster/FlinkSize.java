package io.knowstream.job.cluster;

import io.knowstream.job.config.InvalidConfigurationException;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.process.FlinkFile;
import io.knowstream.job.process.ProcessCluster;
import java.util.Collection;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/** Flink's configuration of a cluster on one machine, of a size for the job. */
final class FlinkSize {

    /** What the folders, ports and options of the cluster say already, or the beginnings of such keys. */
    private static final List<String> OWN = List.of(
            "rest.",
            "jobmanager.rpc.",
            "jobmanager.bind-host",
            "taskmanager.host",
            "taskmanager.bind-host",
            "taskmanager.numberOfTaskSlots",
            "taskmanager.resource-id",
            "metrics.reporter.prometheus.",
            "io.tmp.dirs");

    private FlinkSize() {}

    /** Refuses settings of Flink that would contradict what the cluster's own commands know of it. */
    static void requireOthers(Collection<String> keys) {
        for (String key : keys) {
            if (OWN.stream().anyMatch(key::startsWith)) {
                throw new InvalidConfigurationException(
                        "--flink must not set " + key + ", which 'knowstream cluster' sets itself");
            }
        }
    }

    static Configuration of(ClusterHome home, ClusterState state, JobConfig job) {
        Configuration flink = ProcessCluster.showingMetrics(
                FlinkFile.onThisMachine(home.data(), state.ports().web()));
        return flink.set(JobManagerOptions.PORT, state.ports().rpc())
                // Whoever may open a page of this machine could run code otherwise.
                .set(WebOptions.SUBMIT_ENABLE, false)
                .set(JobManagerOptions.JVM_HEAP_MEMORY, MemorySize.ofMebiBytes(512))
                .set(TaskManagerOptions.NUM_TASK_SLOTS, state.slots())
                .set(TaskManagerOptions.TASK_HEAP_MEMORY, MemorySize.ofMebiBytes(256L + 128L * state.slots()))
                // Models live there.
                .set(
                        TaskManagerOptions.TASK_OFF_HEAP_MEMORY,
                        new MemorySize(job.inference().pool().budgetBytes()))
                // RocksDB lives there.
                .set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128L * state.slots()))
                .set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128))
                .set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    }
}
