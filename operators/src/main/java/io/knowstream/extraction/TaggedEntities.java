package io.knowstream.extraction;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Mention;
import io.knowstream.inference.encoder.EntitySpan;
import io.knowstream.inference.encoder.TokenClassifier;
import io.knowstream.inference.encoder.TokenFeatures;
import io.knowstream.inference.encoder.Tokens;
import io.knowstream.metrics.ModelMeter;
import java.util.ArrayList;
import java.util.List;

/** Entities by a token classifier over hashed features. */
final class TaggedEntities implements EntityFinder {

    private final TokenClassifier model;
    private final int minConfidence;
    private final ModelMeter meter;
    private final TokenFeatures features;

    /**
     * @param minConfidence parts per million
     * @param meter of the model
     */
    TaggedEntities(TokenClassifier model, int minConfidence, ModelMeter meter) {
        this.model = model;
        this.minConfidence = minConfidence;
        this.meter = meter;
        this.features = model.newFeatures();
    }

    /** The features of the chunk read last. */
    TokenFeatures features() {
        return features;
    }

    @Override
    public List<Mention> find(ChunkText chunk) {
        Tokens tokens = chunk.tokens();
        List<EntitySpan> spans = meter.call(() -> {
            features.encode(tokens);
            return model.classify(features);
        });
        List<Mention> mentions = new ArrayList<>();
        for (EntitySpan span : spans) {
            if (Confidence.of(span.confidence()) >= minConfidence) {
                int start = tokens.start(span.first());
                int end = tokens.end(span.end() - 1);
                mentions.add(chunk.mention(start, end, span.type(), span.confidence()));
            }
        }
        return List.copyOf(mentions);
    }
}
