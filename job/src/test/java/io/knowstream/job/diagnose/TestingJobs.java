package io.knowstream.job.diagnose;

import io.knowstream.job.monitor.CheckpointReading;
import io.knowstream.job.monitor.JobReading;
import io.knowstream.job.monitor.Readings;
import io.knowstream.job.monitor.Spread;
import io.knowstream.job.monitor.Statistic;
import io.knowstream.job.monitor.TaskReading;
import io.knowstream.metrics.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Jobs as they are read, made by hand. */
final class TestingJobs {

    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final Duration CHECKPOINT = Duration.ofSeconds(4);

    private final Readings.Builder metrics = new Readings.Builder();
    private final List<TaskReading> tasks = new ArrayList<>();
    private CheckpointReading checkpoints = new CheckpointReading(10, 0, 0, Duration.ofMillis(200), 1_000);
    private Optional<Instant> lastCompleted = Optional.of(NOW);
    private Duration uptime = Duration.ofMinutes(10);
    private long restarts;
    private OptionalDouble lag = OptionalDouble.empty();

    /** The same counter of another operator. */
    TestingJobs metricOf(String operator, Metric metric, double value) {
        metrics.add(metric, Statistic.VALUE, operator, Spread.of(value));
        return this;
    }

    TestingJobs metric(Metric metric, double value) {
        metrics.add(metric, Statistic.VALUE, "extraction", Spread.of(value));
        return this;
    }

    TestingJobs labelled(Metric metric, String label, double value) {
        metrics.add(metric, label, Statistic.VALUE, "extraction", Spread.of(value));
        return this;
    }

    TestingJobs median(Metric latencyMicros, double value) {
        metrics.add(latencyMicros, Statistic.P50, "extraction", Spread.of(value));
        return this;
    }

    TestingJobs task(String name, double busy, double backPressured) {
        tasks.add(new TaskReading(name, 1, Spread.of(busy), Spread.of(backPressured), Spread.of(1)));
        return this;
    }

    TestingJobs lag(double records) {
        lag = OptionalDouble.of(records);
        return this;
    }

    TestingJobs restarts(long times) {
        restarts = times;
        return this;
    }

    TestingJobs uptime(Duration time) {
        uptime = time;
        return this;
    }

    /** The last checkpoint was completed so long ago; null for never. */
    TestingJobs lastCheckpoint(Duration age) {
        lastCompleted = Optional.ofNullable(age).map(NOW::minus);
        return this;
    }

    TestingJobs checkpoints(CheckpointReading reading) {
        checkpoints = reading;
        return this;
    }

    /** A job that runs, for ten minutes where nothing else is said; {@code trace} is the last exception, null for none. */
    ObservedJob running(String trace) {
        JobReading reading = new JobReading(
                "job", "http://localhost:8081", uptime, restarts, metrics.build(), tasks, checkpoints, lag);
        return new ObservedJob(
                Optional.of(reading),
                Optional.of(details("RUNNING", trace, lastCompleted)),
                new LinkedHashMap<>(),
                List.of());
    }

    static ObservedJob failed(String trace) {
        JobDetails details = details("FAILED", trace);
        return new ObservedJob(
                Optional.empty(),
                Optional.of(details),
                new LinkedHashMap<>(),
                List.of(JobCodes.FAILING.found(
                        "job", "FAILED", details.lastFailure().orElseThrow().reason())));
    }

    static JobDetails details(String state, String trace) {
        return details(state, trace, Optional.of(NOW));
    }

    private static JobDetails details(String state, String trace, Optional<Instant> lastCompleted) {
        return new JobDetails(
                NOW,
                "job",
                state,
                List.of(new JobDetails.Task("Source: documents", 2, 128)),
                trace == null ? List.of() : List.of(new Failure(Instant.EPOCH, "", trace)),
                List.of(new CheckpointDetails(11, "FAILED", false, NOW, Duration.ofSeconds(1), 0, "the disk is full")),
                lastCompleted.map(at ->
                        new CheckpointDetails(10, "COMPLETED", false, at.minus(CHECKPOINT), CHECKPOINT, 1_000, "")),
                Optional.of(Duration.ofSeconds(10)),
                Optional.of("file:/checkpoints"),
                List.of(new TaskManagerMemory("tm-1", 1L << 30)));
    }
}
