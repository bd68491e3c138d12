package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.Document;
import io.knowstream.graph.Span;
import io.knowstream.inference.InputRejectedException;
import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.inference.Retries;
import io.knowstream.inference.cache.ResultCache;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageSampler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PreparationTest {

    private static final Document LONG =
            new Document("d", "Title", "A sentence of some words. ".repeat(200), null, null);

    @Test
    void findsContextAndSpans() {
        Document document = new Document("d", "Title", "Short text.", 3L, null);
        PreparedDocument prepared = prepare(document, sentences -> new float[0][]);
        assertThat(prepared)
                .isEqualTo(new PreparedDocument(
                        "d", 5, document, GlobalContextAnalyzer.analyze(document), List.of(new Span(0, 11)), null));
    }

    @Test
    void aProvisionalDocumentIsCutInHalfTheSize() {
        Function<List<String>, float[][]> alike = sentences -> new float[sentences.size()][384];
        PreparedDocument full = prepare(new AdmittedDocument("d", 5, LONG), alike);
        PreparedDocument provisional = prepare(new AdmittedDocument("d", 6, LONG, true, null), alike);
        assertThat(full.provisional()).isFalse();
        assertThat(provisional.provisional()).isTrue();
        assertThat(full.spans()).extracting(span -> span.end() - span.start()).anyMatch(length -> length > 1024);
        assertThat(provisional.spans())
                .extracting(span -> span.end() - span.start())
                .allMatch(length -> length >= 64 && length <= 1024);
    }

    @Test
    void aProvisionalDocumentThatTheModelRefusesStaysProvisional() {
        PreparedDocument prepared = prepare(new AdmittedDocument("d", 5, LONG, true, null), sentences -> {
            throw new InputRejectedException("sentence 1 has no shape");
        });
        assertThat(prepared.failure()).isNotNull();
        assertThat(prepared.provisional()).isTrue();
    }

    @Test
    void aDeletedDocumentPasses() {
        assertThat(prepare((Document) null, sentences -> new float[0][]))
                .isEqualTo(new PreparedDocument("d", 5, null, null, List.of(), null));
    }

    @Test
    void aDocumentThatTheModelRefusesIsFlaggedAndKept() {
        PreparedDocument prepared = prepare(LONG, sentences -> {
            throw new InputRejectedException("sentence 1 has no shape");
        });
        assertThat(prepared.document()).isEqualTo(LONG);
        assertThat(prepared.spans()).isEmpty();
        assertThat(prepared.failure()).isEqualTo("cannot be prepared: sentence 1 has no shape");
    }

    @Test
    void anyOtherFailureIsNotTheDocuments() {
        assertThatIllegalStateException()
                .isThrownBy(() -> prepare(LONG, sentences -> {
                    throw new IllegalStateException("no memory");
                }))
                .withMessage("no memory");
    }

    @Test
    void whatIsRememberedIsWhatWouldBeFoundUnlessContentTitleOrFingerprintDiffer() {
        AtomicInteger embeddings = new AtomicInteger();
        Function<List<String>, float[][]> embedder = sentences -> {
            embeddings.incrementAndGet();
            return sentences.stream().map(sentence -> new float[] {1, 0}).toArray(float[][]::new);
        };
        PreparedDocument computed = prepare(LONG, embedder);
        int once = embeddings.getAndSet(0);
        assertThat(once).isPositive();
        ResultCache<PreparationCache.Prepared> cache = PreparationCache.ofBytes(1 << 20);
        Preparation preparation = new Preparation(
                ContextAnalyzer.STATISTICAL,
                new Chunker(ChunkingConfig.defaults(), embedder),
                "one",
                cache,
                Recorder.NONE,
                StageSampler.OFF);
        assertThat(preparation.prepare(new AdmittedDocument("d", 5, LONG)).join())
                .isEqualTo(computed);
        assertThat(preparation.prepare(new AdmittedDocument("d", 5, LONG)).join())
                .isEqualTo(computed);
        Document sameText = new Document("e", "Title", LONG.content(), 7L, Map.of("k", "v"));
        assertThat(preparation.prepare(new AdmittedDocument("e", 9, sameText)).join())
                .isEqualTo(new PreparedDocument("e", 9, sameText, computed.context(), computed.spans(), null));
        assertThat(embeddings).hasValue(once);

        preparation.prepare(new AdmittedDocument("d", 6, new Document("d", null, LONG.content(), null, null)));
        assertThat(embeddings).hasValue(2 * once);
        preparation.prepare(
                new AdmittedDocument("d", 7, new Document("d", "Title", LONG.content() + " More.", null, null)));
        assertThat(embeddings.get()).isGreaterThan(2 * once);
        int before = embeddings.get();
        new Preparation(
                        ContextAnalyzer.STATISTICAL,
                        new Chunker(ChunkingConfig.defaults(), embedder),
                        "two",
                        cache,
                        Recorder.NONE,
                        StageSampler.OFF)
                .prepare(new AdmittedDocument("d", 8, LONG));
        assertThat(embeddings).hasValue(before + once);
    }

    private static Preparation analyzedBy(ContextAnalyzer analyzer) {
        return new Preparation(
                analyzer,
                new Chunker(ChunkingConfig.defaults(), sentences -> new float[sentences.size()][384]),
                "fingerprint",
                PreparationCache.ofBytes(1 << 20),
                Recorder.NONE,
                StageSampler.OFF);
    }

    @Test
    void aDocumentThatTheAnalysisModelRefusesIsFlaggedAndKept() {
        PreparedDocument prepared = analyzedBy(document ->
                        CompletableFuture.failedFuture(new InputRejectedException("the prompt is too long")))
                .prepare(new AdmittedDocument("d", 5, LONG))
                .join();
        assertThat(prepared.document()).isEqualTo(LONG);
        assertThat(prepared.spans()).isEmpty();
        assertThat(prepared.failure()).isEqualTo("cannot be prepared: the prompt is too long");
    }

    @Test
    void anAnalysisModelThatIsNotToBeHadIsAskedAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Preparation preparation = analyzedBy(document -> attempts.incrementAndGet() < 3
                ? CompletableFuture.failedFuture(new ModelUnavailableException("no memory came free"))
                : ContextAnalyzer.STATISTICAL.analyze(document));
        try (Retries retries = new Retries("retries", Recorder.NONE, Metric.DOCUMENT_RETRIES)) {
            PreparedDocument prepared = retries.run(
                            "document d", () -> preparation.prepare(new AdmittedDocument("d", 5, LONG)))
                    .get(10, TimeUnit.SECONDS);
            assertThat(prepared.failure()).isNull();
            assertThat(prepared.context()).isEqualTo(GlobalContextAnalyzer.analyze(LONG));
        }
        assertThat(attempts).hasValue(3);
    }

    private static PreparedDocument prepare(Document document, Function<List<String>, float[][]> embedder) {
        return prepare(new AdmittedDocument("d", 5, document), embedder);
    }

    private static PreparedDocument prepare(AdmittedDocument admitted, Function<List<String>, float[][]> embedder) {
        ChunkingConfig config =
                admitted.provisional() ? ChunkingConfig.defaults().degraded() : ChunkingConfig.defaults();
        return new Preparation(
                        ContextAnalyzer.STATISTICAL,
                        new Chunker(config, embedder),
                        "fingerprint",
                        PreparationCache.ofBytes(1 << 20),
                        Recorder.NONE,
                        StageSampler.OFF)
                .prepare(admitted)
                .join();
    }
}
