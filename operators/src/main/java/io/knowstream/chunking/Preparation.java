package io.knowstream.chunking;

import io.knowstream.chunking.PreparationCache.Prepared;
import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Span;
import io.knowstream.inference.InputRejectedException;
import io.knowstream.inference.cache.ResultCache;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.Stage;
import io.knowstream.metrics.StageClock;
import io.knowstream.metrics.StageSampler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Finds a document's context and chunk boundaries: a function of the document. Thread-safe if its chunker is. */
final class Preparation {

    private final ContextAnalyzer analyzer;
    private final Chunker chunker;
    private final String fingerprint;
    private final ResultCache<Prepared> cache;
    private final Recorder recorder;
    private final StageSampler sampler;

    /**
     * @param fingerprint of all that the analyzer and the chunker depend on
     * @param cache of what was found before, by these or others
     */
    Preparation(
            ContextAnalyzer analyzer,
            Chunker chunker,
            String fingerprint,
            ResultCache<Prepared> cache,
            Recorder recorder,
            StageSampler sampler) {
        this.analyzer = analyzer;
        this.chunker = chunker;
        this.fingerprint = fingerprint;
        this.cache = cache;
        this.recorder = recorder;
        this.sampler = sampler;
    }

    /**
     * Prepares a document; one that a model refuses is flagged, a deleted one passes as it is. Boundaries are found on the
     * calling thread.
     */
    CompletableFuture<PreparedDocument> prepare(AdmittedDocument admitted) {
        Document document = admitted.document();
        if (document == null) {
            return CompletableFuture.completedFuture(of(admitted, null, List.of(), null));
        }
        try {
            return find(document)
                    .handle((prepared, failure) -> failure == null
                            ? of(admitted, prepared.context(), prepared.spans(), null)
                            : flagged(admitted, failure));
        } catch (InputRejectedException e) {
            return CompletableFuture.completedFuture(flagged(admitted, e));
        }
    }

    private CompletableFuture<Prepared> find(Document document) {
        String key = PreparationCache.key(document, fingerprint);
        Prepared known = cache.get(key);
        if (known != null) {
            recorder.count(Metric.PREPARATION_CACHE_HITS);
            return CompletableFuture.completedFuture(known);
        }
        recorder.count(Metric.PREPARATION_CACHE_MISSES);
        StageClock clock = sampler.of(document.id());
        CompletableFuture<GlobalContext> context = clock.until(Stage.CONTEXT, () -> analyzer.analyze(document));
        List<Span> spans;
        try (StageClock.Span ignored = clock.begin(Stage.CHUNKING)) {
            spans = List.copyOf(chunker.chunk(document.content()));
        }
        return context.thenApply(found -> {
            Prepared prepared = new Prepared(found, spans);
            cache.put(key, prepared);
            return prepared;
        });
    }

    private static PreparedDocument flagged(AdmittedDocument admitted, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof InputRejectedException)) {
            throw cause instanceof RuntimeException e ? e : new CompletionException(cause);
        }
        return of(admitted, null, List.of(), "cannot be prepared: " + cause.getMessage());
    }

    private static PreparedDocument of(
            AdmittedDocument admitted, GlobalContext context, List<Span> spans, String failure) {
        return new PreparedDocument(
                admitted.documentId(),
                admitted.revision(),
                admitted.document(),
                context,
                spans,
                failure,
                admitted.provisional(),
                admitted.configuration());
    }
}
