package io.knowstream.job.monitor;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What is known of a running job at one moment: all that reports and diagnoses are made of.
 *
 * @param job its name
 * @param source where it was read, for people
 * @param uptime since it runs without an interruption
 * @param restarts since it was submitted
 * @param metrics of Knowstream
 * @param tasks of the topology, in no order
 * @param checkpoints since it was submitted
 * @param lag records of the topic that are not read yet; empty where nobody knows
 */
public record JobReading(
        String job,
        String source,
        Duration uptime,
        long restarts,
        Readings metrics,
        List<TaskReading> tasks,
        CheckpointReading checkpoints,
        OptionalDouble lag) {

    public JobReading {
        tasks = List.copyOf(tasks);
    }
}
