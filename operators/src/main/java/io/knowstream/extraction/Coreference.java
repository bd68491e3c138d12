package io.knowstream.extraction;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Mention;
import io.knowstream.inference.encoder.EntityGroup;
import io.knowstream.inference.encoder.EntitySpan;
import io.knowstream.inference.encoder.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which spans of a chunk name the same entity: those of one type and one lower-case surface, and a person of one token
 * names the first person in the text whose longer name has that token. The relation model was measured with exactly
 * this rule.
 */
final class Coreference {

    private static final String PERSON = "Person";

    private final int[] entityOf;
    private final List<EntityGroup> entities;

    private Coreference(int[] entityOf, List<EntityGroup> entities) {
        this.entityOf = entityOf;
        this.entities = entities;
    }

    /** Groups the mentions of a chunk. */
    static Coreference of(ChunkText chunk, List<Mention> mentions) {
        return of(chunk.tokens(), spans(chunk.tokens(), mentions));
    }

    /**
     * The mentions of a chunk as others have grouped them.
     *
     * @param numbers of each mention's entity, equal for those of one
     */
    static Coreference given(ChunkText chunk, List<Mention> mentions, List<Integer> numbers) {
        return group(spans(chunk.tokens(), mentions), numbers);
    }

    /** The tokens that mentions touch: whoever found them, each touches one, as tokens cover all that is no white space. */
    private static List<EntitySpan> spans(Tokens tokens, List<Mention> mentions) {
        List<EntitySpan> spans = new ArrayList<>(mentions.size());
        int first = 0;
        for (Mention mention : mentions) {
            while (first < tokens.size() - 1 && tokens.end(first) <= mention.start()) {
                first++;
            }
            int end = first + 1;
            while (end < tokens.size() && tokens.start(end) < mention.end()) {
                end++;
            }
            spans.add(new EntitySpan(first, end, mention.type(), Confidence.toDouble(mention.confidence())));
        }
        return spans;
    }

    /** Groups spans that are in text order. */
    static Coreference of(Tokens tokens, List<EntitySpan> spans) {
        List<String> keys = new ArrayList<>(spans.size());
        Map<String, String> longerNames = new HashMap<>();
        for (EntitySpan span : spans) {
            String key = key(span, tokens.lower(span.first(), span.end()));
            keys.add(key);
            if (span.type().equals(PERSON) && span.end() - span.first() > 1) {
                for (int token = span.first(); token < span.end(); token++) {
                    longerNames.putIfAbsent(tokens.lower(token, token + 1), key);
                }
            }
        }
        for (int i = 0; i < spans.size(); i++) {
            EntitySpan span = spans.get(i);
            if (span.type().equals(PERSON) && span.end() - span.first() == 1) {
                keys.set(i, longerNames.getOrDefault(tokens.lower(span.first(), span.end()), keys.get(i)));
            }
        }
        return group(spans, keys);
    }

    private static Coreference group(List<EntitySpan> spans, List<?> keys) {
        Map<Object, Integer> numbers = new HashMap<>();
        List<List<EntitySpan>> members = new ArrayList<>();
        int[] entityOf = new int[spans.size()];
        for (int i = 0; i < entityOf.length; i++) {
            Integer number = numbers.putIfAbsent(keys.get(i), members.size());
            if (number == null) {
                number = members.size();
                members.add(new ArrayList<>());
            }
            entityOf[i] = number;
            members.get(number).add(spans.get(i));
        }
        List<EntityGroup> entities = members.stream()
                .map(group -> new EntityGroup(group.get(0).type(), group))
                .toList();
        return new Coreference(entityOf, entities);
    }

    /** The entities, in the order of their first spans. */
    List<EntityGroup> entities() {
        return entities;
    }

    /** The entity that a span names. */
    int entityOf(int span) {
        return entityOf[span];
    }

    private static String key(EntitySpan span, String surface) {
        return span.type() + "\0" + surface;
    }
}
