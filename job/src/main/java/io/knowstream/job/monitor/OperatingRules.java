package io.knowstream.job.monitor;

import io.knowstream.job.monitor.Recommendation.Category;
import io.knowstream.job.monitor.Recommendation.Priority;
import io.knowstream.metrics.Metric;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Rules of operating a Flink job: back pressure, checkpoints, skew, churn of models, errors. Pure functions of a reading. */
final class OperatingRules {

    /** A subtask that takes so many times the mean gains nothing from more parallelism. */
    private static final double SKEWED = 2;

    /** Below this many records a second, chance is what is measured. */
    private static final double SKEW_MATTERS = 5;

    private static final double ERRORS = 0.05;

    private OperatingRules() {}

    static Optional<Recommendation> backPressure(JobReading reading, Limits limits) {
        return HeldBack.of(reading).map(held -> {
            String task = held.by().name();
            boolean models = task.contains("extraction") || task.contains("preparation");
            return new Recommendation(
                    Category.THROUGHPUT,
                    Priority.HIGH,
                    models
                            ? "Give " + task + " more: task managers and parallelism, extraction.threads up to the"
                                    + " processors there are, or smaller models."
                            : "Raise the parallelism, with task managers for it, for " + task + ".",
                    task + " is busy " + Figures.percent(held.by().busy().mean())
                            + " of the time and holds others back up to " + Figures.percent(held.worst()),
                    "in proportion to what is added, until another task is the slowest");
        });
    }

    static Optional<Recommendation> checkpoints(JobReading reading, Limits limits) {
        CheckpointReading checkpoints = reading.checkpoints();
        if (checkpoints.failedInARow() >= Thresholds.FAILED_CHECKPOINTS) {
            return Optional.of(new Recommendation(
                    Category.THROUGHPUT,
                    Priority.CRITICAL,
                    "Find out why checkpoints fail: ./knowstream diagnose state.",
                    "the last " + checkpoints.failedInARow() + " checkpoints failed, " + checkpoints.completed()
                            + " were completed before",
                    "documents are published at all"));
        }
        if (checkpoints.lastDuration().compareTo(Thresholds.CHECKPOINT) > 0) {
            return Optional.of(new Recommendation(
                    Category.LATENCY,
                    Priority.MEDIUM,
                    "Make checkpoints faster: a faster directory for them, more task managers, or fewer index.shards.",
                    "the last checkpoint took " + Figures.seconds(checkpoints.lastDuration()) + " and wrote "
                            + Figures.bytes(checkpoints.lastBytes()) + ", more than "
                            + Figures.seconds(Thresholds.CHECKPOINT),
                    "readers see documents so much earlier"));
        }
        return Optional.empty();
    }

    static Optional<Recommendation> skew(JobReading reading, Limits limits) {
        return reading.tasks().stream()
                .filter(task -> task.parallelism() > 1)
                .filter(task -> task.recordsPerSecond().max() >= SKEW_MATTERS)
                .filter(task -> task.recordsPerSecond().max()
                        > SKEWED * task.recordsPerSecond().mean())
                .max(Comparator.comparingDouble(task ->
                        task.recordsPerSecond().max() / task.recordsPerSecond().mean()))
                .map(task -> new Recommendation(
                        Category.THROUGHPUT,
                        Priority.LOW,
                        "Find out which keys are hot in " + task.name()
                                + "; a topic of few partitions gives some subtasks of the source nothing.",
                        String.format(
                                Locale.ROOT,
                                "one of %d subtasks of %s takes %.0f records/s, the mean is %.0f",
                                task.parallelism(),
                                task.name(),
                                task.recordsPerSecond().max(),
                                task.recordsPerSecond().mean()),
                        "up to the mean of all subtasks"));
    }

    static Optional<Recommendation> churn(JobReading reading, Limits limits) {
        return ModelChurn.of(reading)
                .map(churn -> new Recommendation(
                        Category.MEMORY,
                        Priority.HIGH,
                        "Models take turns: raise models.budget or models.max-concurrent so that all of them stay, or use"
                                + " one model for several roles.",
                        String.format(
                                Locale.ROOT,
                                "%,.0f models were evicted to make room for others, %.1f a minute",
                                churn.evictions(),
                                churn.perMinute()),
                        "the time of so many loads"));
    }

    static Optional<Recommendation> unavailable(JobReading reading, Limits limits) {
        double attempts = reading.metrics().sum(Metric.MODEL_UNAVAILABLE);
        // What is over needs nothing.
        if (reading.metrics().sum(Metric.MODEL_UNAVAILABLE_RATE) == 0) {
            return Optional.empty();
        }
        return Optional.of(new Recommendation(
                Category.MEMORY,
                Priority.CRITICAL,
                "Raise models.budget or extraction.timeout: chunks wait for models and are tried again without end."
                        + " ./knowstream diagnose memory says which.",
                String.format(Locale.ROOT, "%,.0f attempts found no memory or no time for a model", attempts),
                "these chunks are extracted at all"));
    }

    /** Only where documents wait: a job with nothing to do is not slow. */
    static Optional<Recommendation> throughput(JobReading reading, Limits limits) {
        double perMinute = Overview.of(reading.metrics()).documentsPerMinute();
        double lag = reading.lag().orElse(0);
        if (lag <= 0 || perMinute >= limits.documentsPerMinute()) {
            return Optional.empty();
        }
        return Optional.of(new Recommendation(
                Category.THROUGHPUT,
                Priority.HIGH,
                "Raise the parallelism, with task managers for it, or use smaller models (--preset speed).",
                String.format(
                        Locale.ROOT,
                        "%.1f documents a minute, less than %.1f, while %,.0f records wait",
                        perMinute,
                        limits.documentsPerMinute(),
                        lag),
                "in proportion to what is added"));
    }

    static Optional<Recommendation> errors(JobReading reading, Limits limits) {
        double rate = Overview.of(reading.metrics()).errorRate();
        if (rate <= ERRORS) {
            return Optional.empty();
        }
        return Optional.of(new Recommendation(
                Category.QUALITY,
                Priority.MEDIUM,
                "Read the reasons in documents-rejected, put them right, and send the documents again: ./knowstream retry.",
                Figures.percent(rate) + " of all records were rejected or failed in a part, more than "
                        + Figures.percent(ERRORS),
                "these documents are in the graph"));
    }
}
