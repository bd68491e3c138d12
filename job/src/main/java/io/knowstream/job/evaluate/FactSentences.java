package io.knowstream.job.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gathers collections that have a line for each fact: what is said of one sentence is one document, as it is read once, and
 * each fact would otherwise count the others as mistakes.
 */
final class FactSentences {

    private record Sentence(String id, List<GoldMention> mentions, List<GoldRelation> relations) {}

    /** By the text, in the order of first appearance. */
    private final Map<String, Sentence> sentences = new LinkedHashMap<>();

    private final Set<String> properties = new TreeSet<>();

    /**
     * Takes a fact.
     *
     * @param id of the document, if this is its first fact
     */
    void add(String id, String text, GoldMention subject, String property, GoldMention object) {
        Sentence sentence =
                sentences.computeIfAbsent(text, absent -> new Sentence(id, new ArrayList<>(), new ArrayList<>()));
        sentence.mentions.add(subject);
        sentence.mentions.add(object);
        sentence.relations.add(new GoldRelation(subject.entity(), property, object.entity()));
        properties.add(property);
    }

    /** All sentences. */
    GoldSet set(GoldFormat format, int leftOut) {
        List<GoldDocument> documents = new ArrayList<>();
        sentences.forEach((text, sentence) -> documents.add(
                new GoldDocument(sentence.id, null, text, sentence.mentions, List.of(), sentence.relations)));
        return new GoldSet(format, documents, TypeScheme.NONE, PropertyScheme.only(properties), leftOut);
    }
}
