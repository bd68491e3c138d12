package io.knowstream.chunking;

import io.knowstream.chunking.PreparationCache.Prepared;
import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.Document;
import io.knowstream.inference.InputRejectedException;
import io.knowstream.inference.cache.ResultCache;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import java.util.List;

/** Finds a document's context and chunk boundaries: a pure function of the document. Thread-safe if its chunker is. */
final class Preparation {

    private final Chunker chunker;
    private final String fingerprint;
    private final ResultCache<Prepared> cache;
    private final Recorder recorder;

    /**
     * @param fingerprint of all that the chunker depends on
     * @param cache of what was found before, by this or another chunker
     */
    Preparation(Chunker chunker, String fingerprint, ResultCache<Prepared> cache, Recorder recorder) {
        this.chunker = chunker;
        this.fingerprint = fingerprint;
        this.cache = cache;
        this.recorder = recorder;
    }

    /** Prepares a document; one that the embedding model refuses is flagged, a deleted one passes as it is. */
    PreparedDocument prepare(AdmittedDocument admitted) {
        String id = admitted.documentId();
        long revision = admitted.revision();
        Document document = admitted.document();
        if (document == null) {
            return new PreparedDocument(id, revision, null, null, List.of(), null, admitted.provisional());
        }
        try {
            Prepared prepared = find(document);
            return new PreparedDocument(
                    id, revision, document, prepared.context(), prepared.spans(), null, admitted.provisional());
        } catch (InputRejectedException e) {
            return new PreparedDocument(
                    id,
                    revision,
                    document,
                    null,
                    List.of(),
                    "cannot find chunk boundaries: " + e.getMessage(),
                    admitted.provisional());
        }
    }

    private Prepared find(Document document) {
        String key = PreparationCache.key(document, fingerprint);
        Prepared known = cache.get(key);
        if (known != null) {
            recorder.count(Metric.PREPARATION_CACHE_HITS);
            return known;
        }
        recorder.count(Metric.PREPARATION_CACHE_MISSES);
        Prepared found =
                new Prepared(GlobalContextAnalyzer.analyze(document), List.copyOf(chunker.chunk(document.content())));
        cache.put(key, found);
        return found;
    }
}
