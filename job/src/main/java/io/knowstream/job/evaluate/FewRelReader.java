package io.knowstream.job.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * FewRel: a JSON object with a list of sentences of tokens for each property, each with a head and a tail (Han et al., EMNLP
 * 2018). Of its files those count whose properties are Wikidata's.
 */
final class FewRelReader implements GoldReader {

    @Override
    public GoldSet read(GoldFormat format, List<GoldFile> files) {
        FactSentences sentences = new FactSentences();
        for (GoldFile file : files) {
            for (Map.Entry<String, JsonNode> property : file.json().properties()) {
                if (!property.getKey().matches("P\\d+")) {
                    throw file.bad(
                            "the whole", "must have Wikidata's properties, such as P19, as keys", property.getKey());
                }
                int number = 0;
                for (JsonNode sentence : property.getValue()) {
                    number++;
                    add(file, sentences, property.getKey(), sentence, property.getKey() + " " + number);
                }
            }
        }
        return sentences.set(format, 0);
    }

    private static void add(GoldFile file, FactSentences sentences, String property, JsonNode from, String where) {
        TokenText text = new TokenText();
        List<Span> places = new ArrayList<>();
        for (JsonNode token : from.path("tokens")) {
            places.add(text.add(token.asText()));
        }
        GoldMention head = mention(file, from.path("h"), places, where);
        GoldMention tail = mention(file, from.path("t"), places, where);
        sentences.add(file.stem() + " " + where, text.toString(), head, property, tail);
    }

    /** The first of the places that are given for a name. */
    private static GoldMention mention(GoldFile file, JsonNode name, List<Span> places, String where) {
        JsonNode tokens = name.path(2).path(0);
        int first = tokens.path(0).asInt(-1);
        int last = tokens.path(tokens.size() - 1).asInt(-1);
        if (first < 0 || last < first || last >= places.size()) {
            throw file.bad(where, "h and t must be a name, an id and the tokens of it", name.toString());
        }
        return new GoldMention(
                places.get(first).start(),
                places.get(last).end(),
                List.of(),
                name.path(1).asText());
    }
}
