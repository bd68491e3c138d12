package io.knowstream.extraction;

import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.Mention;
import io.knowstream.inference.encoder.EntityPair;
import io.knowstream.inference.encoder.RelationClassifier;
import io.knowstream.inference.encoder.TokenFeatures;
import io.knowstream.metrics.ModelMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Relationships by a classifier of pairs of entities. */
final class PairRelationships implements RelationshipFinder {

    private final RelationClassifier model;
    private final int minConfidence;
    private final ModelMeter meter;
    private final TokenFeatures features;
    private final BiFunction<ChunkText, List<Mention>, Coreference> grouping;
    private final Statements statements = new Statements();

    /**
     * @param minConfidence parts per million
     * @param meter of the model
     * @param shared features that another model fills before this one reads a chunk; null for none
     * @param grouping which mentions of a chunk are one entity
     */
    PairRelationships(
            RelationClassifier model,
            int minConfidence,
            ModelMeter meter,
            TokenFeatures shared,
            BiFunction<ChunkText, List<Mention>, Coreference> grouping) {
        this.grouping = grouping;
        this.model = model;
        this.minConfidence = minConfidence;
        this.meter = meter;
        this.features = shared != null && model.reads(shared) ? shared : model.newFeatures();
    }

    @Override
    public List<ChunkRelation> find(ChunkText chunk, List<Mention> mentions) {
        if (mentions.size() < 2) {
            return List.of();
        }
        Coreference coreference = grouping.apply(chunk, mentions);
        statements.begin(chunk, mentions, coreference::entityOf);
        List<ChunkRelation> relations = new ArrayList<>();
        List<EntityPair> pairs = meter.call(() -> {
            features.encode(chunk.tokens());
            return model.classify(features, coreference.entities());
        });
        for (EntityPair pair : pairs) {
            int confidence = Confidence.of(pair.confidence());
            if (confidence >= minConfidence) {
                relations.add(statements.relation(
                        pair.subject(), pair.object(), pair.predicate(), pair.wikidata(), confidence));
            }
        }
        return List.copyOf(relations);
    }
}
