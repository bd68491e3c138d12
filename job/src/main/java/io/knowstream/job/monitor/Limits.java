package io.knowstream.job.monitor;

import java.time.Duration;

/**
 * From when on a figure is worth a recommendation. Those of the performance guide: ten seconds a document, 6 of 8 GB of the
 * budget, hit rates of 0.6, a quality of 0.7, six documents a minute ({@code models.constraints.throughput-target}).
 *
 * @param latency of a document, in the mean
 * @param memory the most of the budget that models took
 * @param hitRate of caches
 * @param quality of documents, in the mean
 * @param documentsPerMinute where there are documents to process
 */
public record Limits(Duration latency, double memory, double hitRate, double quality, double documentsPerMinute) {

    /** The guide's. */
    public static final Limits GUIDE = new Limits(Duration.ofSeconds(10), 0.75, 0.6, 0.7, 6);
}
