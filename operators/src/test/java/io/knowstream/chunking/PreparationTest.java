package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.Document;
import io.knowstream.graph.Span;
import io.knowstream.inference.InputRejectedException;
import java.util.List;
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
        PreparedDocument provisional = prepare(new AdmittedDocument("d", 6, LONG, true), alike);
        assertThat(full.provisional()).isFalse();
        assertThat(provisional.provisional()).isTrue();
        assertThat(full.spans()).extracting(span -> span.end() - span.start()).anyMatch(length -> length > 1024);
        assertThat(provisional.spans())
                .extracting(span -> span.end() - span.start())
                .allMatch(length -> length >= 64 && length <= 1024);
    }

    @Test
    void aProvisionalDocumentThatTheModelRefusesStaysProvisional() {
        PreparedDocument prepared = prepare(new AdmittedDocument("d", 5, LONG, true), sentences -> {
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
        assertThat(prepared.failure()).isEqualTo("cannot find chunk boundaries: sentence 1 has no shape");
    }

    @Test
    void anyOtherFailureIsNotTheDocuments() {
        assertThatIllegalStateException()
                .isThrownBy(() -> prepare(LONG, sentences -> {
                    throw new IllegalStateException("no memory");
                }))
                .withMessage("no memory");
    }

    private static PreparedDocument prepare(Document document, Function<List<String>, float[][]> embedder) {
        return prepare(new AdmittedDocument("d", 5, document), embedder);
    }

    private static PreparedDocument prepare(AdmittedDocument admitted, Function<List<String>, float[][]> embedder) {
        ChunkingConfig config = ChunkingConfig.defaults();
        return new Preparation(new Chunker(config, embedder), new Chunker(config.degraded(), embedder))
                .prepare(admitted);
    }
}
