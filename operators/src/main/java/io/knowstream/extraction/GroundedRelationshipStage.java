package io.knowstream.extraction;

import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Mention;
import io.knowstream.inference.grounded.EntityMentions;
import io.knowstream.inference.grounded.GroundedRelation;
import io.knowstream.inference.grounded.GroundedRelations;
import io.knowstream.inference.grounded.GroundedTask;
import io.knowstream.inference.grounded.NamedSpan;
import io.knowstream.inference.grounded.Schema;
import io.knowstream.inference.roles.LanguageModel;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.Stage;
import io.knowstream.metrics.StageClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Relationships by a language model. */
final class GroundedRelationshipStage implements RelationshipStage {

    private final LanguageModel model;
    private final GroundedRelations relations;
    private final int minConfidence;
    private final Recorder recorder;

    /**
     * @param minConfidence parts per million
     * @param recorder takes what the bounds of a window kept out
     */
    GroundedRelationshipStage(LanguageModel model, Schema schema, int minConfidence, Recorder recorder) {
        this.model = model;
        this.relations = new GroundedRelations(
                schema, model.tokenizer(), model.style(), LanguageModel.WINDOW, model.contextLength());
        this.minConfidence = minConfidence;
        this.recorder = recorder;
    }

    @Override
    public CompletableFuture<List<ChunkRelation>> find(
            ChunkText chunk, List<Mention> mentions, GlobalContext context, StageClock clock) {
        return clock.until(Stage.RELATIONSHIP, () -> find(chunk, mentions, context));
    }

    private CompletableFuture<List<ChunkRelation>> find(
            ChunkText chunk, List<Mention> mentions, GlobalContext context) {
        if (mentions.size() < 2) {
            return CompletableFuture.completedFuture(List.of());
        }
        Coreference coreference = Coreference.of(chunk, mentions);
        List<EntityMentions> named = named(coreference, mentions);
        List<GroundedTask<List<GroundedRelation>>> tasks =
                relations.tasks(chunk.text(), GroundedEntityStage.textContext(context), named);
        return model.runAll(tasks).thenApply(windows -> {
            GroundedEntityStage.countCut(tasks, Metric.WINDOWS_CUT_RELATIONS, recorder);
            recorder.add(
                    Metric.WINDOW_ENTITIES_LEFT_OUT,
                    tasks.stream().mapToLong(GroundedTask::entitiesLeftOut).sum());
            return relations(chunk, mentions, coreference, GroundedRelations.merge(windows));
        });
    }

    private static List<EntityMentions> named(Coreference coreference, List<Mention> mentions) {
        List<List<NamedSpan>> spans = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (int i = 0; i < mentions.size(); i++) {
            Mention mention = mentions.get(i);
            if (coreference.entityOf(i) == spans.size()) {
                spans.add(new ArrayList<>());
                types.add(mention.type());
            }
            spans.get(coreference.entityOf(i)).add(new NamedSpan(mention.start(), mention.end(), mention.type(), 1));
        }
        List<EntityMentions> named = new ArrayList<>();
        for (int entity = 0; entity < spans.size(); entity++) {
            named.add(new EntityMentions(types.get(entity), spans.get(entity)));
        }
        return named;
    }

    private List<ChunkRelation> relations(
            ChunkText chunk, List<Mention> mentions, Coreference coreference, List<GroundedRelation> found) {
        Statements statements = new Statements();
        statements.begin(chunk, mentions, coreference::entityOf);
        List<ChunkRelation> said = new ArrayList<>();
        for (GroundedRelation relation : found) {
            int confidence = Confidence.of(relation.confidence());
            if (confidence >= minConfidence) {
                said.add(statements.relation(
                        relation.subject(), relation.object(), relation.predicate(), relation.wikidata(), confidence));
            }
        }
        return List.copyOf(said);
    }
}
