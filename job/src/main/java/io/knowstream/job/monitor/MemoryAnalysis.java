package io.knowstream.job.monitor;

import io.knowstream.metrics.Metric;
import java.util.Map;
import java.util.TreeMap;

/**
 * The memory of models in the task manager that takes the most of each, in bytes.
 *
 * @param current models, what closed ones left behind, and working memory
 * @param working the part of it that is leased as working memory
 * @param residue the part of it that closed models left behind
 * @param peak the most of it at once
 * @param budget what it may be
 * @param models what each model is charged with now
 * @param efficiency how much of it did something
 */
public record MemoryAnalysis(
        long current,
        long working,
        long residue,
        long peak,
        long budget,
        Map<String, Long> models,
        MemoryEfficiency efficiency) {

    static MemoryAnalysis of(Readings metrics) {
        long working = max(metrics, Metric.MODEL_WORKING_BYTES);
        Map<String, Long> models = new TreeMap<>();
        for (String model : metrics.labels(Metric.MODEL_BYTES)) {
            models.put(
                    model,
                    metrics.labelled(Metric.MODEL_BYTES, model, Statistic.VALUE)
                            .map(spread -> (long) spread.max())
                            .orElse(0L));
        }
        return new MemoryAnalysis(
                max(metrics, Metric.MODEL_CACHE_BYTES) + working,
                working,
                max(metrics, Metric.MODEL_RESIDUE_BYTES),
                max(metrics, Metric.MODEL_PEAK_BYTES),
                max(metrics, Metric.MODEL_BUDGET_BYTES),
                models,
                new MemoryEfficiency(
                        max(metrics, Metric.MODEL_BYTE_SECONDS), max(metrics, Metric.MODEL_IDLE_BYTE_SECONDS)));
    }

    private static long max(Readings metrics, Metric metric) {
        return (long) metrics.max(metric).orElse(0);
    }

    /** The most that was taken of the budget, from 0 to 1. */
    public double peakShare() {
        return budget == 0 ? 0 : (double) peak / budget;
    }

    /** What is taken of the budget now, from 0 to 1. */
    public double share() {
        return budget == 0 ? 0 : (double) current / budget;
    }
}
