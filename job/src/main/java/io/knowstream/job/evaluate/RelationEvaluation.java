package io.knowstream.job.evaluate;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How well the relations of documents are found. A relation is right if its subject has a mention with the very place of a
 * mention of the annotated subject, its object likewise, and the property is the annotated one. Relations without a
 * Wikidata property, or with one that the collection does not annotate, do not count.
 *
 * @param all all properties together
 * @param properties by property, in the words of the collection
 */
public record RelationEvaluation(Score all, List<Score> properties) {

    private static final String ALL = "all";
    private static final String PROPERTY = "property ";

    /** Compares what was found, a graph for each document of the set. */
    public static RelationEvaluation of(GoldSet gold, List<DocumentGraph> graphs, Bootstrap bootstrap) {
        Tallies tallies = new Tallies();
        for (int i = 0; i < graphs.size(); i++) {
            tallies.nextDocument();
            GoldDocument document = gold.documents().get(i);
            Set<GoldRelation> annotated = annotated(gold.properties(), document);
            Set<GoldRelation> covered = new HashSet<>();
            for (Found found : found(gold.properties(), document, graphs.get(i))) {
                Set<GoldRelation> hits = hits(found, annotated);
                covered.addAll(hits);
                for (String name : List.of(ALL, PROPERTY + found.property.name())) {
                    tallies.add(name, hits.isEmpty() ? 0 : 1, 1, 0, 0);
                }
            }
            for (GoldRelation relation : annotated) {
                for (String name : List.of(ALL, PROPERTY + relation.property())) {
                    tallies.add(name, 0, 0, covered.contains(relation) ? 1 : 0, 1);
                }
            }
        }
        Tallies.Scored scored = tallies.sample(bootstrap);
        List<Score> properties = tallies.names().stream()
                .filter(name -> name.startsWith(PROPERTY))
                .map(name -> scored.score(name).named(name.substring(PROPERTY.length())))
                .toList();
        return new RelationEvaluation(scored.score(ALL), properties);
    }

    /** Everything that counts as found, with its confidence. */
    public static Calibration calibration(String name, GoldSet gold, List<DocumentGraph> graphs, Bootstrap bootstrap) {
        List<List<Judged>> documents = new ArrayList<>();
        for (int i = 0; i < graphs.size(); i++) {
            GoldDocument document = gold.documents().get(i);
            Set<GoldRelation> annotated = annotated(gold.properties(), document);
            documents.add(found(gold.properties(), document, graphs.get(i)).stream()
                    .map(found ->
                            new Judged(found.confidence, !hits(found, annotated).isEmpty()))
                    .toList());
        }
        return Calibration.of(name, documents, bootstrap);
    }

    /** A relation that was found, with the annotated entities that its subject and object may be. */
    private record Found(
            Set<String> subjects, PropertyScheme.Property property, Set<String> objects, double confidence) {}

    private static List<Found> found(PropertyScheme scheme, GoldDocument document, DocumentGraph graph) {
        Map<Span, Set<String>> entitiesAt = new HashMap<>();
        for (GoldMention mention : document.mentions()) {
            entitiesAt
                    .computeIfAbsent(new Span(mention.start(), mention.end()), absent -> new HashSet<>())
                    .add(mention.entity());
        }
        Map<String, Set<String>> meant = new HashMap<>();
        for (DocumentEntity entity : graph.entities()) {
            Set<String> of = meant.computeIfAbsent(entity.id(), absent -> new HashSet<>());
            for (Mention mention : entity.mentions()) {
                of.addAll(entitiesAt.getOrDefault(mention.span(), Set.of()));
            }
        }
        List<Found> all = new ArrayList<>();
        Set<List<Object>> mutual = new HashSet<>();
        for (DocumentRelationship relation : graph.relationships()) {
            Optional<PropertyScheme.Property> property =
                    relation.wikidata() == null ? Optional.empty() : scheme.of(relation.wikidata());
            if (property.isEmpty()
                    || (property.get().mutual()
                            && !mutual.add(List.of(property.get(), Set.of(relation.source(), relation.target()))))) {
                continue;
            }
            Set<String> source = meant.get(relation.source());
            Set<String> target = meant.get(relation.target());
            boolean turned = property.get().turned();
            all.add(new Found(
                    turned ? target : source,
                    property.get(),
                    turned ? source : target,
                    Confidence.toDouble(relation.confidence())));
        }
        return all;
    }

    private static Set<GoldRelation> annotated(PropertyScheme scheme, GoldDocument document) {
        Set<GoldRelation> annotated = new LinkedHashSet<>();
        for (GoldRelation relation : document.relations()) {
            if (!scheme.isMutual(relation.property())
                    || !annotated.contains(
                            new GoldRelation(relation.object(), relation.property(), relation.subject()))) {
                annotated.add(relation);
            }
        }
        return annotated;
    }

    private static Set<GoldRelation> hits(Found found, Set<GoldRelation> annotated) {
        Set<GoldRelation> hits = new HashSet<>();
        for (String subject : found.subjects) {
            for (String object : found.objects) {
                hits.add(new GoldRelation(subject, found.property.name(), object));
                if (found.property.mutual()) {
                    hits.add(new GoldRelation(object, found.property.name(), subject));
                }
            }
        }
        hits.retainAll(annotated);
        return hits;
    }
}
