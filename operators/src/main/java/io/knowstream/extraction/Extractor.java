package io.knowstream.extraction;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Span;
import io.knowstream.inference.encoder.EntityPair;
import io.knowstream.inference.encoder.EntitySpan;
import io.knowstream.inference.encoder.RelationClassifier;
import io.knowstream.inference.encoder.SentenceEmbedder;
import io.knowstream.inference.encoder.TokenClassifier;
import io.knowstream.inference.encoder.TokenFeatures;
import io.knowstream.inference.encoder.Tokens;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the mentions and relations of a chunk, and its embedding. Belongs to one thread; the models are shared.
 *
 * <p>Of the context only the title reaches a model: it is embedded with the chunk, so that a passage in the middle of a
 * document is found by what the document is about.
 */
final class Extractor implements ChunkExtractor {

    private final TokenClassifier entityModel;
    private final RelationClassifier relationshipModel;
    private final SentenceEmbedder embedder;
    private final int minEntityConfidence;
    private final int minRelationshipConfidence;
    private final Recorder recorder;
    private final TokenFeatures entityFeatures;
    /** The same as those of the entity model where both read texts alike. */
    private final TokenFeatures relationshipFeatures;

    private final Sentences sentences = new Sentences();

    /** An extractor over models, with the thresholds of a configuration. */
    Extractor(
            TokenClassifier entityModel,
            RelationClassifier relationshipModel,
            SentenceEmbedder embedder,
            ExtractionConfig config,
            Recorder recorder) {
        this.entityModel = entityModel;
        this.relationshipModel = relationshipModel;
        this.embedder = embedder;
        this.minEntityConfidence = Confidence.of(config.minEntityConfidence());
        this.minRelationshipConfidence = Confidence.of(config.minRelationshipConfidence());
        this.recorder = recorder;
        this.entityFeatures = entityModel.newFeatures();
        this.relationshipFeatures =
                relationshipModel.reads(entityFeatures) ? entityFeatures : relationshipModel.newFeatures();
    }

    @Override
    public ChunkExtraction extract(String text, GlobalContext context) {
        Tokens tokens = Tokens.of(text);
        recorder.add(Metric.TOKENS, tokens.size());
        entityFeatures.encode(tokens);
        CodePoints codePoints = CodePoints.of(text);
        List<EntitySpan> spans = new ArrayList<>();
        List<Mention> mentions = new ArrayList<>();
        for (EntitySpan span : entityModel.classify(entityFeatures)) {
            int confidence = Confidence.of(span.confidence());
            if (confidence >= minEntityConfidence) {
                int start = tokens.start(span.first());
                int end = tokens.end(span.end() - 1);
                spans.add(span);
                mentions.add(new Mention(start, end, codePoints.slice(start, end), span.type(), confidence));
            }
        }
        List<ChunkRelation> relations = relations(text, codePoints, tokens, spans, mentions);
        return new ChunkExtraction(List.copyOf(mentions), relations, embed(text, tokens, context));
    }

    private List<ChunkRelation> relations(
            String text, CodePoints codePoints, Tokens tokens, List<EntitySpan> spans, List<Mention> mentions) {
        if (spans.size() < 2) {
            return List.of();
        }
        Coreference coreference = Coreference.of(tokens, spans);
        if (relationshipFeatures != entityFeatures) {
            relationshipFeatures.encode(tokens);
        }
        List<EntityPair> pairs = relationshipModel.classify(relationshipFeatures, coreference.entities());
        List<ChunkRelation> relations = new ArrayList<>(pairs.size());
        for (EntityPair pair : pairs) {
            int confidence = Confidence.of(pair.confidence());
            if (confidence < minRelationshipConfidence) {
                continue;
            }
            if (relations.isEmpty()) {
                sentences.read(text, codePoints);
            }
            relations.add(relation(pair, confidence, coreference, mentions));
        }
        return List.copyOf(relations);
    }

    private ChunkRelation relation(EntityPair pair, int confidence, Coreference coreference, List<Mention> mentions) {
        int subject = -1;
        int object = -1;
        int nearest = Integer.MAX_VALUE;
        for (int i = 0; i < mentions.size(); i++) {
            for (int j = 0; coreference.entityOf(i) == pair.subject() && j < mentions.size(); j++) {
                if (coreference.entityOf(j) == pair.object() && gap(mentions.get(i), mentions.get(j)) < nearest) {
                    nearest = gap(mentions.get(i), mentions.get(j));
                    subject = i;
                    object = j;
                }
            }
        }
        Span said = new Span(
                Math.min(mentions.get(subject).start(), mentions.get(object).start()),
                Math.max(mentions.get(subject).end(), mentions.get(object).end()));
        return new ChunkRelation(
                subject, object, pair.predicate(), pair.wikidata(), confidence, sentences.around(said));
    }

    private static int gap(Mention a, Mention b) {
        return Math.max(a.start(), b.start()) - Math.min(a.end(), b.end());
    }

    private float[] embed(String text, Tokens tokens, GlobalContext context) {
        boolean titled = context != null && context.title() != null;
        return embedder.embed(titled ? Tokens.of(context.title() + "\n" + text) : tokens);
    }
}
