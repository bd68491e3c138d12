package io.knowstream.job.torture;

import io.knowstream.job.config.JobConfig;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Settings of a small cluster that soon notices what is gone. */
final class TorturedCluster {

    /** For processes that live for a minute. */
    static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final Duration SOON = Duration.ofSeconds(1);

    /** Long enough for processes that hardly get a processor. */
    private static final Duration NOTICED = Duration.ofSeconds(12);

    private static final Duration ANSWERED = Duration.ofSeconds(20);
    private static final Duration STARTED = Duration.ofMinutes(2);

    private TorturedCluster() {}

    static Configuration settings(JobConfig config, int slots) {
        return new Configuration()
                .set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, SOON)
                .set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, NOTICED)
                .set(HighAvailabilityOptions.ZOOKEEPER_SESSION_TIMEOUT, NOTICED)
                .set(RpcOptions.ASK_TIMEOUT_DURATION, ANSWERED)
                .set(RpcOptions.STARTUP_TIMEOUT, STARTED)
                .set(ClusterOptions.ERROR_REGISTRATION_DELAY, SOON)
                .set(ClusterOptions.REFUSED_REGISTRATION_DELAY, SOON)
                .set(ClusterOptions.MAX_REGISTRATION_TIMEOUT, SOON)
                .set(JobManagerOptions.JVM_HEAP_MEMORY, MemorySize.ofMebiBytes(256))
                .set(TaskManagerOptions.NUM_TASK_SLOTS, slots)
                .set(TaskManagerOptions.CPU_CORES, (double) slots)
                .set(TaskManagerOptions.TASK_HEAP_MEMORY, MemorySize.ofMebiBytes(256))
                .set(
                        TaskManagerOptions.TASK_OFF_HEAP_MEMORY,
                        new MemorySize(config.inference().pool().budgetBytes()))
                .set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64L * slots))
                .set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64))
                .set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    }
}
