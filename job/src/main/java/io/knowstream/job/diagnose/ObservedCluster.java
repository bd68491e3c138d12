package io.knowstream.job.diagnose;

import java.io.IOException;
import java.util.List;

/**
 * A cluster as far as it can be seen, whatever runs there.
 *
 * @param taskManagers none where nobody answers
 * @param findings why it cannot be seen, where somebody asks for it
 */
public record ObservedCluster(List<TaskManagerMemory> taskManagers, List<Finding> findings) {

    public ObservedCluster {
        taskManagers = List.copyOf(taskManagers);
        findings = List.copyOf(findings);
    }

    /**
     * Looks at a cluster.
     *
     * @param meant whether there must be one: a configuration can be looked at where no cluster runs
     */
    public static ObservedCluster read(JobDetailsReader flink, boolean meant) throws InterruptedException {
        try {
            return new ObservedCluster(flink.taskManagers(), List.of());
        } catch (IOException e) {
            return new ObservedCluster(
                    List.of(), meant ? List.of(JobCodes.UNREACHABLE.found(e.getMessage())) : List.of());
        }
    }
}
