package io.knowstream.extraction;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Mention;
import io.knowstream.inference.grounded.GroundedEntities;
import io.knowstream.inference.grounded.NamedSpan;
import io.knowstream.inference.grounded.Schema;
import io.knowstream.inference.grounded.TextContext;
import io.knowstream.inference.roles.LanguageModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Entities by a language model. */
final class GroundedEntityStage implements EntityStage {

    private final LanguageModel model;
    private final GroundedEntities entities;
    private final int minConfidence;

    /** @param minConfidence parts per million */
    GroundedEntityStage(LanguageModel model, Schema schema, int minConfidence) {
        this.model = model;
        this.entities = new GroundedEntities(schema, model.tokenizer(), model.style(), LanguageModel.WINDOW);
        this.minConfidence = minConfidence;
    }

    @Override
    public CompletableFuture<List<Mention>> find(ChunkText chunk, GlobalContext context) {
        return model.runAll(entities.tasks(chunk.text(), textContext(context)))
                .thenApply(windows -> mentions(chunk, GroundedEntities.merge(windows)));
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
