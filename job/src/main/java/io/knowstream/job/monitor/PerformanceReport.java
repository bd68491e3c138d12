package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.metrics.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How a job performs, and what would make it better.
 *
 * @param latency of a whole document and of each stage, by name, in the order of the path of a document; those without a
 *     measurement are left out
 * @param loadTimes the median time of a load, by model
 * @param hitRates by cache; those that nobody asked are left out
 * @param recommendations what matters most first
 */
public record PerformanceReport(
        JobReading reading,
        Overview overview,
        Map<String, LatencyPercentiles> latency,
        MemoryAnalysis memory,
        Map<String, Duration> loadTimes,
        Map<CacheLevel, Double> hitRates,
        QualityDistribution quality,
        List<Recommendation> recommendations) {

    private static final List<Metric> STAGES = List.of(
            Metric.DOCUMENT_LATENCY,
            Metric.PUBLICATION_LATENCY,
            Metric.DECODE_LATENCY,
            Metric.ADMISSION_LATENCY,
            Metric.PREPARATION_LATENCY,
            Metric.EXTRACTION_LATENCY,
            Metric.INFERENCE_LATENCY,
            Metric.RESOLUTION_LATENCY,
            Metric.INDEX_COMMIT_LATENCY);

    /** Makes the report of a reading. */
    public static PerformanceReport of(JobReading reading, Limits limits) {
        Readings metrics = reading.metrics();
        Map<String, LatencyPercentiles> latency = new LinkedHashMap<>();
        for (Metric stage : STAGES) {
            LatencyPercentiles.of(metrics, stage).ifPresent(times -> latency.put(stage.labelValue(), times));
        }
        Map<String, Duration> loadTimes = new TreeMap<>();
        for (String model : metrics.labels(Metric.MODEL_LOAD_TIME)) {
            metrics.labelled(Metric.MODEL_LOAD_TIME, model, Statistic.P50)
                    .ifPresent(micros -> loadTimes.put(model, Duration.ofNanos((long) (micros.max() * 1e3))));
        }
        Map<CacheLevel, Double> hitRates = new TreeMap<>();
        for (CacheLevel level : CacheLevel.values()) {
            OptionalDouble rate = level.hitRate(metrics);
            rate.ifPresent(value -> hitRates.put(level, value));
        }
        return new PerformanceReport(
                reading,
                Overview.of(metrics),
                latency,
                MemoryAnalysis.of(metrics),
                loadTimes,
                hitRates,
                QualityDistribution.of(metrics),
                Recommendations.of(reading, limits));
    }

    /** For people to read in a terminal. */
    public String text() {
        return ReportText.of(this);
    }

    /** For people to read in a browser: one file with charts, which needs no network. */
    public String html() throws IOException {
        return ReportPage.of(this);
    }

    /** For programs: seconds, bytes, and shares from 0 to 1. */
    public JsonNode json() {
        return ReportJson.of(this);
    }
}
