package io.knowstream.resolution;

import io.knowstream.graph.DocumentGraph;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageSampler;
import java.util.concurrent.TimeUnit;

/** What is measured of documents that are complete. */
record ResolutionMetrics(Recorder recorder, StageSampler sampler) {

    static final Metric[] RECORDED = {
        Metric.DOCUMENTS_COMPLETED,
        Metric.DOCUMENTS_RATE,
        Metric.DOCUMENTS_SAMPLED,
        Metric.DOCUMENTS_TIMED,
        Metric.DOCUMENTS_TIME,
        Metric.DOCUMENT_LATENCY,
        Metric.DOCUMENTS_FLAGGED,
        Metric.DOCUMENTS_FAILED,
        Metric.DOCUMENT_QUALITY,
        Metric.DOCUMENTS_QUALITY,
        Metric.RESOLUTION_LATENCY
    };

    private static final int BANDS = 10;

    /** All bands of quality are there from the start: the first document of one that appears with it would be missed. */
    ResolutionMetrics {
        for (int band = 0; band < BANDS; band++) {
            recorder.add(Metric.DOCUMENTS_BY_QUALITY, Metric.qualityBand(band), 0);
        }
    }

    /**
     * @param start when its resolution began, of {@link System#nanoTime}
     * @param arrived when it came into the job, of {@link System#currentTimeMillis}; null where nobody knows any more
     */
    void resolved(DocumentGraph graph, long start, Long arrived) {
        recorder.count(Metric.DOCUMENTS_COMPLETED);
        recorder.mark(Metric.DOCUMENTS_RATE);
        if (sampler.samples(graph.document().id())) {
            recorder.count(Metric.DOCUMENTS_SAMPLED);
        }
        if (arrived != null) {
            // The arrival was seen by the clock of another machine, maybe.
            long millis = Math.max(0, System.currentTimeMillis() - arrived);
            recorder.count(Metric.DOCUMENTS_TIMED);
            recorder.add(Metric.DOCUMENTS_TIME, millis);
            recorder.record(Metric.DOCUMENT_LATENCY, TimeUnit.MILLISECONDS.toMicros(millis));
        }
        boolean flagged = !graph.failures().isEmpty();
        if (flagged) {
            recorder.count(Metric.DOCUMENTS_FAILED);
        }
        if (graph.quality() != null) {
            int overall = graph.quality().overall();
            recorder.record(Metric.DOCUMENT_QUALITY, overall);
            recorder.add(Metric.DOCUMENTS_QUALITY, overall);
            recorder.add(Metric.DOCUMENTS_BY_QUALITY, band(overall), 1);
            flagged |= graph.quality().flagged();
        }
        if (flagged) {
            recorder.count(Metric.DOCUMENTS_FLAGGED);
        }
        recorder.since(Metric.RESOLUTION_LATENCY, start);
    }

    /** The tenth that a quality in parts per million is in; the best is in the last. */
    private static String band(int ppm) {
        return Metric.qualityBand(Math.min(BANDS - 1, ppm / 100_000));
    }
}
