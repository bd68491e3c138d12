package io.knowstream.extraction;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Mention;
import io.knowstream.inference.grounded.GroundedEntities;
import io.knowstream.inference.grounded.GroundedTask;
import io.knowstream.inference.grounded.NamedSpan;
import io.knowstream.inference.grounded.Schema;
import io.knowstream.inference.grounded.TextContext;
import io.knowstream.inference.roles.LanguageModel;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.Stage;
import io.knowstream.metrics.StageClock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Entities by a language model. */
final class GroundedEntityStage implements EntityStage {

    private final LanguageModel model;
    private final GroundedEntities entities;
    private final int minConfidence;
    private final Recorder recorder;

    /**
     * @param minConfidence parts per million
     * @param recorder takes how many windows had more names than a list may have
     */
    GroundedEntityStage(LanguageModel model, Schema schema, int minConfidence, Recorder recorder) {
        this.model = model;
        this.entities = new GroundedEntities(schema, model.tokenizer(), model.style(), LanguageModel.WINDOW);
        this.minConfidence = minConfidence;
        this.recorder = recorder;
    }

    @Override
    public CompletableFuture<List<Mention>> find(ChunkText chunk, GlobalContext context, StageClock clock) {
        return clock.until(Stage.ENTITY, () -> find(chunk, context));
    }

    private CompletableFuture<List<Mention>> find(ChunkText chunk, GlobalContext context) {
        List<GroundedTask<List<NamedSpan>>> tasks = entities.tasks(chunk.text(), textContext(context));
        return model.runAll(tasks).thenApply(windows -> {
            countCut(tasks, Metric.WINDOWS_CUT_NAMES, recorder);
            return mentions(chunk, GroundedEntities.merge(windows));
        });
    }

    /** Counts the windows whose lists ended at their bound. */
    static void countCut(List<? extends GroundedTask<?>> tasks, Metric metric, Recorder recorder) {
        recorder.add(metric, tasks.stream().filter(GroundedTask::isCut).count());
    }

    private List<Mention> mentions(ChunkText chunk, List<NamedSpan> spans) {
        return spans.stream()
                .filter(span -> Confidence.of(span.confidence()) >= minConfidence)
                .map(span -> chunk.mention(span.start(), span.end(), span.type(), span.confidence()))
                .toList();
    }

    /** What the model is told of the document; null where nothing is known. */
    static TextContext textContext(GlobalContext context) {
        return context == null ? null : new TextContext(context.title(), context.keyTerms());
    }
}
