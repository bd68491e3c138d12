package io.knowstream.job.diagnose;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What Flink knows of a job beside its metrics.
 *
 * @param at when this was read, by the clock of the job manager
 * @param state as Flink has it, e.g. RUNNING
 * @param failures the latest first
 * @param checkpoints the latest first, as many as Flink remembers
 * @param lastCompleted the latest checkpoint that was completed, savepoints apart; empty before the first
 * @param checkpointInterval how often one is due; empty where none is made
 * @param checkpointDirectory of the cluster or the job; empty where none is set
 * @param taskManagers of the cluster
 */
public record JobDetails(
        Instant at,
        String name,
        String state,
        List<Task> tasks,
        List<Failure> failures,
        List<CheckpointDetails> checkpoints,
        Optional<CheckpointDetails> lastCompleted,
        Optional<Duration> checkpointInterval,
        Optional<String> checkpointDirectory,
        List<TaskManagerMemory> taskManagers) {

    /** A task of the topology. */
    public record Task(String name, int parallelism, int maxParallelism) {}

    public JobDetails {
        tasks = List.copyOf(tasks);
        failures = List.copyOf(failures);
        checkpoints = List.copyOf(checkpoints);
        taskManagers = List.copyOf(taskManagers);
    }

    /** Whether it runs, as far as Flink knows. */
    public boolean runs() {
        return state.equals("RUNNING");
    }

    /** The latest failure. */
    public Optional<Failure> lastFailure() {
        return failures.stream().findFirst();
    }
}
