package io.knowstream.extraction;

import io.knowstream.extraction.open.OpenTriple;
import io.knowstream.extraction.open.OpenTriples;
import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Span;
import io.knowstream.inference.encoder.SyntaxParser;
import io.knowstream.inference.encoder.TokenFeatures;
import io.knowstream.inference.encoder.Tokens;
import io.knowstream.metrics.ModelMeter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds to what models found in a chunk the relations that its sentences state in their own words, and the concepts that these
 * join: a noun phrase that is no entity's name becomes a mention of type {@code Concept}. Belongs to one thread; the model is
 * shared.
 */
final class OpenRelations {

    /** The type of a thing that has no name of its own. */
    static final String CONCEPT = "Concept";

    private final SyntaxParser model;
    private final int minConfidence;
    private final ModelMeter meter;
    private final TokenFeatures features;
    private final Sentences sentences = new Sentences();

    /**
     * @param minConfidence parts per million
     * @param meter of the model
     * @param shared features that another model fills before this one reads a chunk; null for none
     */
    OpenRelations(SyntaxParser model, int minConfidence, ModelMeter meter, TokenFeatures shared) {
        this.model = model;
        this.minConfidence = minConfidence;
        this.meter = meter;
        this.features = shared != null && model.reads(shared) ? shared : model.newFeatures();
    }

    /** Mentions in text order, and relations between them. */
    record Found(List<Mention> mentions, List<ChunkRelation> relations) {}

    /** A relation between two mentions, which are not numbered yet. */
    private record Stated(Mention subject, String predicate, Mention object) {}

    private record Saying(int confidence, Span evidence) {}

    /** What was found, and what the sentences say besides. Sentences longer than the model reads are passed over. */
    Found with(ChunkText chunk, List<Mention> mentions, List<ChunkRelation> relations) {
        Tokens tokens = chunk.tokens();
        features.encode(tokens);
        Map<Stated, Saying> stated = new LinkedHashMap<>();
        Map<Span, Mention> concepts = new HashMap<>();
        sentences.read(chunk.text(), chunk.codePoints());
        int token = 0;
        for (Span sentence : sentences.all()) {
            int first = token;
            while (token < tokens.size() && tokens.start(token) < sentence.end()) {
                token++;
            }
            if (token > first && token - first <= model.maxTokens()) {
                int end = token;
                List<OpenTriple> triples = OpenTriples.of(meter.call(() -> model.parse(features, tokens, first, end)));
                for (OpenTriple triple : triples) {
                    int confidence = Confidence.of(triple.confidence());
                    if (confidence >= minConfidence) {
                        Mention subject =
                                mention(chunk, triple.subject(), first, mentions, concepts, triple.confidence());
                        Mention object =
                                mention(chunk, triple.object(), first, mentions, concepts, triple.confidence());
                        if (subject != object) {
                            stated.merge(
                                    new Stated(subject, triple.predicate(), object),
                                    new Saying(confidence, sentence),
                                    (a, b) -> a.confidence >= b.confidence ? a : b);
                        }
                    }
                }
            }
        }
        return stated.isEmpty() ? new Found(mentions, relations) : numbered(mentions, relations, stated, concepts);
    }

    /** The entity that a phrase names by its noun, or the concept that it is. */
    private static Mention mention(
            ChunkText chunk,
            OpenTriple.Phrase phrase,
            int first,
            List<Mention> mentions,
            Map<Span, Mention> concepts,
            double confidence) {
        Tokens tokens = chunk.tokens();
        int noun = first + phrase.head();
        for (Mention mention : mentions) {
            if (mention.start() <= tokens.start(noun) && tokens.end(noun) <= mention.end()) {
                return mention;
            }
        }
        Span span = new Span(tokens.start(first + phrase.first()), tokens.end(first + phrase.end() - 1));
        return concepts.computeIfAbsent(span, place -> chunk.mention(place.start(), place.end(), CONCEPT, confidence));
    }

    private static Found numbered(
            List<Mention> mentions,
            List<ChunkRelation> relations,
            Map<Stated, Saying> stated,
            Map<Span, Mention> concepts) {
        List<Mention> all = new ArrayList<>(mentions);
        all.addAll(concepts.values());
        all.sort(Mention.TEXT_ORDER);
        Map<Mention, Integer> numbers = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            numbers.put(all.get(i), i);
        }
        List<ChunkRelation> both = new ArrayList<>();
        for (ChunkRelation relation : relations) {
            both.add(new ChunkRelation(
                    numbers.get(mentions.get(relation.subject())),
                    numbers.get(mentions.get(relation.object())),
                    relation.type(),
                    relation.wikidata(),
                    relation.confidence(),
                    relation.evidence()));
        }
        stated.forEach((what, said) -> both.add(new ChunkRelation(
                numbers.get(what.subject),
                numbers.get(what.object),
                what.predicate,
                null,
                said.confidence,
                said.evidence)));
        return new Found(List.copyOf(all), List.copyOf(both));
    }
}
