package io.knowstream.job.cluster;

import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.InvalidConfigurationException;
import java.util.Map;
import java.util.function.Function;

/**
 * What a cluster is to be.
 *
 * @param taskManagers how many processes; null for as many as before
 * @param slots of each; null for as many as before
 * @param flink settings of Flink above those that a cluster on one machine needs
 * @param jobNamed whether the job's configuration was named, and is no default
 * @param job makes the job's configuration from what the cluster says of it
 */
public record ClusterRequest(
        Integer taskManagers,
        Integer slots,
        Map<String, String> flink,
        boolean jobNamed,
        Function<Map<String, String>, EffectiveConfiguration> job) {

    private static final int USUAL = 2;

    public ClusterRequest {
        requirePositive("--task-managers", taskManagers);
        requirePositive("--slots", slots);
        flink = Map.copyOf(flink);
        FlinkSize.requireOthers(flink.keySet());
    }

    private static void requirePositive(String option, Integer value) {
        if (value != null && value < 1) {
            throw new InvalidConfigurationException(option + " must be at least 1 (got " + value + ")");
        }
    }

    /** How many task managers, for a cluster of which nothing runs. */
    int taskManagersAfter(ClusterState before) {
        return taskManagers != null ? taskManagers : before != null ? before.taskManagers() : USUAL;
    }

    /** How many slots each. */
    int slotsAfter(ClusterState before) {
        return slots != null ? slots : before != null ? before.slots() : USUAL;
    }

    /** What is set of Flink: what was set before stays until something else is asked for. */
    Map<String, String> flinkAfter(ClusterState before) {
        return flink.isEmpty() && before != null ? before.flink() : flink;
    }

    /** How many task managers, for one that runs: it can grow, and all else stays. */
    int taskManagersBeside(ClusterState running) {
        if (slots != null && slots != running.slots()) {
            throw fixed(
                    "--slots must be " + running.slots() + ", as the task managers that run have (got " + slots + ")");
        }
        if (jobNamed || !flink.isEmpty()) {
            throw fixed("the configuration cannot be changed while the cluster runs");
        }
        if (taskManagers != null && taskManagers < running.taskManagers()) {
            throw fixed("--task-managers must be at least " + running.taskManagers() + ", as many as there are (got "
                    + taskManagers + ")");
        }
        return taskManagers == null ? running.taskManagers() : taskManagers;
    }

    private static InvalidConfigurationException fixed(String what) {
        return new InvalidConfigurationException(what + "; 'knowstream cluster stop' first");
    }
}
