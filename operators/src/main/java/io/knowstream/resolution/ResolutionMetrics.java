package io.knowstream.resolution;

import io.knowstream.graph.DocumentGraph;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;

/** What is measured of documents that are complete. */
record ResolutionMetrics(Recorder recorder) {

    static final Metric[] RECORDED = {
        Metric.DOCUMENTS_COMPLETED, Metric.DOCUMENTS_FLAGGED, Metric.DOCUMENT_QUALITY, Metric.RESOLUTION_LATENCY
    };

    /** @param start when its resolution began, of {@link System#nanoTime} */
    void resolved(DocumentGraph graph, long start) {
        recorder.count(Metric.DOCUMENTS_COMPLETED);
        boolean flagged = !graph.failures().isEmpty();
        if (graph.quality() != null) {
            recorder.record(Metric.DOCUMENT_QUALITY, graph.quality().overall());
            flagged |= graph.quality().flagged();
        }
        if (flagged) {
            recorder.count(Metric.DOCUMENTS_FLAGGED);
        }
        recorder.since(Metric.RESOLUTION_LATENCY, start);
    }
}
