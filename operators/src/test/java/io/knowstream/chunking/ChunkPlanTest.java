package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkPlanTest {

    private static final GlobalContext CONTEXT = new GlobalContext("Title", List.of("term"), "lead");

    @Test
    void idsComeFromTextAndOccurrence() {
        List<Chunk> chunks = plan(CONTEXT, true, "models").manifest().chunks();
        assertThat(chunks)
                .extracting(Chunk::id)
                .containsExactly(
                        Ids.chunk("d", "a\uD83D\uDE00 ", 0),
                        Ids.chunk("d", "b ", 0),
                        Ids.chunk("d", "a\uD83D\uDE00 ", 1));
        assertThat(chunks).extracting(Chunk::start).containsExactly(0, 3, 5);
        assertThat(chunks).extracting(Chunk::end).containsExactly(3, 5, 8);
    }

    @Test
    void aTaskCarriesEverythingThatItsFingerprintCovers() {
        Chunk second = plan(CONTEXT, true, "models").manifest().chunks().get(1);
        assertThat(plan(CONTEXT, true, "models").tasksBeyond(List.of()).get(1))
                .isEqualTo(new ChunkTask("d", 9, second.id(), second.fingerprint(), "b ", CONTEXT));
        assertThat(second.fingerprint()).isEqualTo(Ids.hash("b ", "Title", "models"));
    }

    @Test
    void theFingerprintDependsOnWhatReachesTheModelsAndNothingElse() {
        String fingerprint = fingerprint(CONTEXT, true, "models");
        assertThat(fingerprint(new GlobalContext("Title", List.of("other"), "other"), true, "models"))
                .isEqualTo(fingerprint);
        assertThat(fingerprint(new GlobalContext("Other", List.of("term"), "lead"), true, "models"))
                .isNotEqualTo(fingerprint);
        assertThat(fingerprint(CONTEXT, true, "other models")).isNotEqualTo(fingerprint);
        assertThat(fingerprint(CONTEXT, false, "models")).isNotEqualTo(fingerprint);
    }

    @Test
    void withoutContextNoneGoesWithTheChunks() {
        assertThat(plan(CONTEXT, false, "models").tasksBeyond(List.of()))
                .extracting(ChunkTask::context)
                .containsOnlyNulls();
        assertThat(plan(CONTEXT, false, "models").manifest().context()).isEqualTo(CONTEXT);
    }

    @Test
    void onlyChunksThatWereNotSentAreTasks() {
        ChunkPlan plan = plan(CONTEXT, true, "models");
        List<Chunk> chunks = plan.manifest().chunks();
        assertThat(plan.tasksBeyond(chunks)).isEmpty();
        assertThat(plan.tasksBeyond(chunks.subList(0, 2)))
                .extracting(ChunkTask::chunkId)
                .containsExactly(chunks.get(2).id());
        assertThat(plan(CONTEXT, true, "other").tasksBeyond(chunks)).hasSize(3);
    }

    @Test
    void aDeletedDocumentHasAnEmptyManifest() {
        PreparedDocument deleted = new PreparedDocument("d", 9, null, null, List.of(), null);
        ChunkPlan plan = new ChunkPlan(deleted, configuration(true, "models"));
        assertThat(plan.manifest().document()).isNull();
        assertThat(plan.manifest().chunks()).isEmpty();
        assertThat(plan.tasksBeyond(List.of())).isEmpty();
    }

    private static String fingerprint(GlobalContext context, boolean preserve, String extraction) {
        return plan(context, preserve, extraction).manifest().chunks().get(0).fingerprint();
    }

    private static ChunkPlan plan(GlobalContext context, boolean preserve, String extraction) {
        Document document = new Document("d", "Title", "a\uD83D\uDE00 b a\uD83D\uDE00 ", null, null);
        List<Span> spans = List.of(new Span(0, 3), new Span(3, 5), new Span(5, 8));
        return new ChunkPlan(
                new PreparedDocument("d", 9, document, context, spans, null), configuration(preserve, extraction));
    }

    private static ConfigurationFingerprint configuration(boolean preserve, String extraction) {
        return new ConfigurationFingerprint("whole", extraction, "smaller models", preserve, false, true);
    }
}
