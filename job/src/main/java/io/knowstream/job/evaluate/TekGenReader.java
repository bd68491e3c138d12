package io.knowstream.job.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.graph.CodePoints;
import java.util.List;

/**
 * TekGen as Text2KGBench has it: a sentence and a fact a line, with the names of subject and object but not their places
 * (Mihindukulasooriya et al., ISWC 2023). A name stands where it is first found in the sentence; a fact whose names are not
 * in the sentence is left out and counted.
 */
final class TekGenReader implements GoldReader {

    private int leftOut;

    @Override
    public GoldSet read(GoldFormat format, List<GoldFile> files) {
        FactSentences sentences = new FactSentences();
        leftOut = 0;
        for (GoldFile file : files) {
            file.lines((line, number) -> add(file, sentences, file.json(line, number), "line " + number));
        }
        return sentences.set(format, leftOut);
    }

    private void add(GoldFile file, FactSentences sentences, JsonNode fact, String where) {
        String text = file.text(fact, "sent", where);
        String property = file.text(fact, "rel", where);
        if (!property.matches("P\\d+")) {
            throw file.bad(where + ", field rel", "must be a property of Wikidata, such as P19", property);
        }
        GoldMention subject = mention(text, file.text(fact, "sub_label", where));
        GoldMention object = mention(text, file.text(fact, "obj_label", where));
        if (subject == null || object == null || subject.equals(object)) {
            leftOut++;
        } else {
            sentences.add(file.text(fact, "id", where), text, subject, property, object);
        }
    }

    private static GoldMention mention(String text, String name) {
        int at = name.isEmpty() ? -1 : text.indexOf(name);
        if (at < 0) {
            return null;
        }
        CodePoints codePoints = CodePoints.of(text);
        return new GoldMention(codePoints.fromUtf16(at), codePoints.fromUtf16(at + name.length()), List.of(), name);
    }
}
