package io.knowstream.job.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.graph.CodePoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * KnowledgeNet: passages with the facts of fifteen properties, an object a line (Mesquita et al., EMNLP 2019). The passages of
 * a document are put together, a line each. Subjects and objects that are one in Wikidata, or have one name in a passage,
 * are one entity; a passage says nothing of names that no fact is about.
 */
final class KnowledgeNetReader implements GoldReader {

    private static final String PERSON = "Person";
    private static final String ORGANIZATION = "Organization";
    private static final String LOCATION = "Location";
    private static final String TIME = "TimeExpression";

    /** What subjects and objects are; it does not say so itself. */
    private static final Map<String, List<String>> TYPES = Map.ofEntries(
            Map.entry("DATE_OF_BIRTH", List.of(PERSON, TIME)),
            Map.entry("DATE_OF_DEATH", List.of(PERSON, TIME)),
            Map.entry("PLACE_OF_RESIDENCE", List.of(PERSON, LOCATION)),
            Map.entry("PLACE_OF_BIRTH", List.of(PERSON, LOCATION)),
            Map.entry("NATIONALITY", List.of(PERSON, LOCATION)),
            Map.entry("EMPLOYEE_OR_MEMBER_OF", List.of(PERSON, ORGANIZATION)),
            Map.entry("EDUCATED_AT", List.of(PERSON, ORGANIZATION)),
            Map.entry("POLITICAL_AFFILIATION", List.of(PERSON, ORGANIZATION)),
            Map.entry("CHILD_OF", List.of(PERSON, PERSON)),
            Map.entry("SPOUSE", List.of(PERSON, PERSON)),
            Map.entry("DATE_FOUNDED", List.of(ORGANIZATION, TIME)),
            Map.entry("HEADQUARTERS", List.of(ORGANIZATION, LOCATION)),
            Map.entry("SUBSIDIARY_OF", List.of(ORGANIZATION, ORGANIZATION)),
            Map.entry("FOUNDED_BY", List.of(ORGANIZATION, PERSON)),
            Map.entry("CEO", List.of(ORGANIZATION, PERSON)));

    private record Passage(JsonNode json, int line) {}

    @Override
    public GoldSet read(GoldFormat format, List<GoldFile> files) {
        List<GoldDocument> documents = new ArrayList<>();
        for (GoldFile file : files) {
            Map<Integer, TreeMap<Integer, Passage>> passages = new TreeMap<>();
            file.lines((line, number) -> {
                JsonNode passage = file.json(line, number);
                String where = "line " + number;
                passages.computeIfAbsent(file.number(passage, "doc", where), absent -> new TreeMap<>())
                        .put(file.number(passage, "start", where), new Passage(passage, number));
            });
            passages.forEach(
                    (document, inOrder) -> documents.add(document(file, Integer.toString(document), inOrder.values())));
        }
        return new GoldSet(format, documents, TypeScheme.NONE, PropertyScheme.KNOWLEDGENET, 0);
    }

    private static GoldDocument document(GoldFile file, String id, Iterable<Passage> passages) {
        StringBuilder text = new StringBuilder();
        int offset = 0;
        List<GoldMention> mentions = new ArrayList<>();
        List<GoldRelation> relations = new ArrayList<>();
        for (Passage passage : passages) {
            String where = "line " + passage.line;
            String content = file.text(passage.json, "text", where);
            CodePoints codePoints = CodePoints.of(content);
            for (JsonNode fact : passage.json.path("facts")) {
                String property = file.text(fact, "property", where);
                List<String> types = TYPES.get(property);
                if (types == null) {
                    throw file.bad(where, "the property must be one of " + new TreeMap<>(TYPES).keySet(), property);
                }
                GoldMention subject = mention(file, fact, "subject", types.get(0), codePoints, offset, where);
                GoldMention object = mention(file, fact, "object", types.get(1), codePoints, offset, where);
                mentions.add(subject);
                mentions.add(object);
                relations.add(new GoldRelation(subject.entity(), property, object.entity()));
            }
            text.append(content).append('\n');
            offset += codePoints.length() + 1;
        }
        return new GoldDocument(id, null, text.toString(), mentions, List.of(), relations);
    }

    private static GoldMention mention(
            GoldFile file, JsonNode fact, String role, String type, CodePoints text, int offset, String where) {
        int start = file.number(fact, role + "Start", where);
        int end = file.number(fact, role + "End", where);
        if (start < 0 || end <= start || end > text.length()) {
            throw file.bad(where, "the " + role + " must lie in the passage", start + " to " + end);
        }
        String known = fact.path(role + "Q").textValue();
        String entity = known == null ? offset + " " + text.slice(start, end) : known;
        return new GoldMention(offset + start, offset + end, List.of(type), entity);
    }
}
