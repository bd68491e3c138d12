package io.knowstream.job.diagnose;

import io.knowstream.job.monitor.JobReading;
import io.knowstream.job.monitor.Readings;
import io.knowstream.job.monitor.Statistic;
import io.knowstream.job.monitor.TaskReading;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Stage;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long the stages work on a document: in the mean of the measured documents, where {@code profile.every} has some
 * measured, else in the median, from the latencies of chunks, documents and commits.
 */
final class StageTimes {

    private static final double SECONDS_PER_MINUTE = 60;

    private StageTimes() {}

    /**
     * Times by stage, in the order of the path of a document; those without a measurement are left out.
     *
     * @param checkpointInterval how often the index is written; where it is not known or nothing comes in, the index is
     *     left out
     */
    static Map<String, Duration> of(JobReading reading, Optional<Duration> checkpointInterval) {
        Readings metrics = reading.metrics();
        double sampled = metrics.sum(Metric.DOCUMENTS_SAMPLED);
        if (sampled > 0) {
            return measured(metrics, sampled);
        }
        double documents = Math.max(1, metrics.sum(Metric.DOCUMENTS_COMPLETED));
        double chunksPerDocument = Math.max(1, metrics.sum(Metric.CHUNKS, "extraction") / documents);
        Map<String, Duration> times = new LinkedHashMap<>();
        put(times, "preparation", metrics, Metric.PREPARATION_LATENCY, 1);
        put(times, "inference", metrics, Metric.INFERENCE_LATENCY, chunksPerDocument);
        put(times, "resolution", metrics, Metric.RESOLUTION_LATENCY, 1);
        double perSecond = metrics.sum(Metric.DOCUMENTS_RATE);
        if (perSecond > 1 / SECONDS_PER_MINUTE && checkpointInterval.isPresent()) {
            double perCheckpoint = perSecond * checkpointInterval.get().toMillis() / 1e3;
            // Each writer commits its own shards, side by side with the others.
            put(times, "index", metrics, Metric.INDEX_COMMIT_LATENCY, writers(reading) / Math.max(1, perCheckpoint));
        }
        return times;
    }

    private static int writers(JobReading reading) {
        return reading.tasks().stream()
                .filter(task -> task.name().replace('_', '-').contains("index-shards"))
                .mapToInt(TaskReading::parallelism)
                .findFirst()
                .orElse(1);
    }

    private static Map<String, Duration> measured(Readings metrics, double documents) {
        Map<String, Duration> times = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            metrics.labelled(Metric.STAGE_TIME, stage.key(), Statistic.VALUE)
                    .ifPresent(micros ->
                            times.put(stage.key(), Duration.of((long) (micros.sum() / documents), ChronoUnit.MICROS)));
        }
        return times;
    }

    private static void put(
            Map<String, Duration> times, String stage, Readings metrics, Metric latencyMicros, double perDocument) {
        metrics.quantile(latencyMicros, Statistic.P50)
                .ifPresent(micros -> times.put(stage, Duration.of((long) (micros * perDocument), ChronoUnit.MICROS)));
    }
}
