package io.knowstream.job.monitor;

import io.knowstream.metrics.Metric;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * A job in five figures.
 *
 * @param documents completed
 * @param averageLatency of a document, from its arrival in the job until its extraction is complete; zero before the first
 * @param documentsPerMinute over the last minute
 * @param cacheHitRate leases of models for which none had to be loaded, from 0 to 1; empty where none was leased
 * @param errorRate records that were rejected, and documents in which a part failed, of all; from 0 to 1
 */
public record Overview(
        long documents,
        Duration averageLatency,
        double documentsPerMinute,
        OptionalDouble cacheHitRate,
        double errorRate) {

    private static final double SECONDS_PER_MINUTE = 60;

    static Overview of(Readings metrics) {
        double documents = metrics.sum(Metric.DOCUMENTS_COMPLETED);
        double rejected = metrics.sum(Metric.DOCUMENTS_REJECTED);
        double records = metrics.sum(Metric.DOCUMENTS_IN) + rejected;
        double failed = rejected + metrics.sum(Metric.DOCUMENTS_FAILED);
        return new Overview(
                (long) documents,
                Duration.ofMillis(
                        (long) (metrics.sum(Metric.DOCUMENTS_TIME) / Math.max(1, metrics.sum(Metric.DOCUMENTS_TIMED)))),
                SECONDS_PER_MINUTE * metrics.sum(Metric.DOCUMENTS_RATE),
                CacheLevel.MODELS.hitRate(metrics),
                Math.min(1, failed / Math.max(1, records)));
    }
}
