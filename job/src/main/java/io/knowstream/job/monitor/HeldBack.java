package io.knowstream.job.monitor;

import java.util.Comparator;
import java.util.Optional;

/**
 * A task that holds others back: the busiest one that is not held back itself.
 *
 * @param worst share of the time that the task is held back which is so most, from 0 to 1
 */
public record HeldBack(TaskReading by, double worst) {

    /** That of a job; empty where no task is held back much. */
    public static Optional<HeldBack> of(JobReading reading) {
        double worst = reading.tasks().stream()
                .mapToDouble(task -> task.backPressured().max())
                .max()
                .orElse(0);
        return reading.tasks().stream()
                .filter(task -> worst >= Thresholds.BACK_PRESSURED
                        && task.backPressured().max() < Thresholds.BACK_PRESSURED
                        && task.busy().max() >= Thresholds.BUSY)
                .max(Comparator.comparingDouble(task -> task.busy().mean()))
                .map(task -> new HeldBack(task, worst));
    }
}
