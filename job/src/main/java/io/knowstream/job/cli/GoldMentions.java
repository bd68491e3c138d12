package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.graph.Mention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Documents in which people have marked names and said which are one entity.
 *
 * @param texts by the documents' ids
 * @param mentions of each document in text order
 */
record GoldMentions(Map<String, String> texts, Map<String, List<Marked>> mentions) {

    /** A name, and what it stands for. */
    record Marked(Mention mention, String entity) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CERTAIN = 1_000_000;

    private static final Map<String, String> DOCRED_TYPES = Map.of(
            "PER", "Person",
            "ORG", "Organization",
            "LOC", "Location",
            "TIME", "TimeExpression",
            "NUM", "Measurement",
            "MISC", "Miscellaneous");

    /** What subjects and objects of KnowledgeNet's properties are; it says nothing of their types itself. */
    private static final Map<String, List<String>> KNOWLEDGENET_TYPES = Map.ofEntries(
            Map.entry("EMPLOYEE_OR_MEMBER_OF", List.of("Person", "Organization")),
            Map.entry("PLACE_OF_RESIDENCE", List.of("Person", "Location")),
            Map.entry("SPOUSE", List.of("Person", "Person")),
            Map.entry("PLACE_OF_BIRTH", List.of("Person", "Location")),
            Map.entry("EDUCATED_AT", List.of("Person", "Organization")),
            Map.entry("HEADQUARTERS", List.of("Organization", "Location")),
            Map.entry("CHILD_OF", List.of("Person", "Person")),
            Map.entry("FOUNDED_BY", List.of("Organization", "Person")),
            Map.entry("CEO", List.of("Organization", "Person")),
            Map.entry("NATIONALITY", List.of("Person", "Location")),
            Map.entry("POLITICAL_AFFILIATION", List.of("Person", "Organization")),
            Map.entry("SUBSIDIARY_OF", List.of("Organization", "Organization")));

    /** Marked in KnowledgeNet, and no names. */
    private static final Set<String> PRONOUNS = Set.of(
            ("he she it i they we you his her hers its their our my him them who whom whose which where that this himself"
                            + " herself itself")
                    .split(" "));

    /** Of KnowledgeNet: facts of one fold whose subjects and objects are known to Wikidata, in all documents. */
    static GoldMentions ofKnowledgeNet(Path file, int fold) throws IOException {
        Map<String, TreeMap<Integer, JsonNode>> passages = new TreeMap<>();
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                JsonNode passage = JSON.readTree(line);
                if (passage.path("fold").intValue() == fold) {
                    passages.computeIfAbsent(passage.path("doc").asText(), absent -> new TreeMap<>())
                            .put(passage.path("start").intValue(), passage);
                }
            }
        }
        GoldMentions all = new GoldMentions(new TreeMap<>(), new TreeMap<>());
        passages.forEach((document, inOrder) -> {
            StringBuilder text = new StringBuilder();
            TreeMap<Integer, Marked> marked = new TreeMap<>();
            for (JsonNode passage : inOrder.values()) {
                int offset = text.length();
                text.append(passage.path("text").textValue()).append('\n');
                for (JsonNode fact : passage.path("facts")) {
                    List<String> types =
                            KNOWLEDGENET_TYPES.get(fact.path("property").textValue());
                    if (types != null) {
                        mark(marked, fact, "subject", types.get(0), offset);
                        mark(marked, fact, "object", types.get(1), offset);
                    }
                }
            }
            all.put(document, text.toString(), marked);
        });
        return all;
    }

    private static void mark(Map<Integer, Marked> marked, JsonNode fact, String role, String type, int offset) {
        String name = fact.path(role).textValue();
        String entity = fact.path(role + "Q").textValue();
        if (entity != null && !PRONOUNS.contains(name.toLowerCase(Locale.ROOT))) {
            int start = offset + fact.path(role + "Start").intValue();
            int end = offset + fact.path(role + "End").intValue();
            marked.putIfAbsent(start, new Marked(new Mention(start, end, name, type, CERTAIN), entity));
        }
    }

    /** Of DocRED and Re-DocRED: names of one entity within each document; nothing is said across documents. */
    static GoldMentions ofDocRed(Path file) throws IOException {
        GoldMentions all = new GoldMentions(new TreeMap<>(), new TreeMap<>());
        for (JsonNode document : JSON.readTree(Files.readAllBytes(file))) {
            String title = document.path("title").textValue();
            StringBuilder text = new StringBuilder();
            Map<List<Integer>, Integer> starts = new HashMap<>();
            Map<List<Integer>, Integer> ends = new HashMap<>();
            int sentence = 0;
            for (JsonNode words : document.path("sents")) {
                for (int word = 0; word < words.size(); word++) {
                    append(text, words.get(word).textValue());
                    ends.put(List.of(sentence, word), text.length());
                    starts.put(
                            List.of(sentence, word),
                            text.length() - words.get(word).textValue().length());
                }
                sentence++;
            }
            TreeMap<Integer, Marked> marked = new TreeMap<>();
            int entity = 0;
            for (JsonNode names : document.path("vertexSet")) {
                for (JsonNode name : names) {
                    int at = name.path("sent_id").intValue();
                    int start = starts.get(List.of(at, name.path("pos").get(0).intValue()));
                    int end = ends.get(List.of(at, name.path("pos").get(1).intValue() - 1));
                    String type = DOCRED_TYPES.get(name.path("type").textValue());
                    marked.putIfAbsent(
                            start,
                            new Marked(
                                    new Mention(start, end, name.path("name").textValue(), type, CERTAIN),
                                    Integer.toString(entity)));
                }
                entity++;
            }
            all.put(title, text.toString(), marked);
        }
        return all;
    }

    /** As it is written, in place of words one by one. */
    private static void append(StringBuilder text, String word) {
        boolean opened = text.length() > 0 && "([".indexOf(text.charAt(text.length() - 1)) >= 0;
        boolean closes = word.length() == 1 && ")],.;:'".indexOf(word.charAt(0)) >= 0;
        if (text.length() > 0 && !opened && !closes) {
            text.append(' ');
        }
        text.append(word);
    }

    private void put(String document, String text, TreeMap<Integer, Marked> marked) {
        List<Marked> apart = new ArrayList<>();
        int end = 0;
        for (Marked next : marked.values()) {
            if (next.mention.start() >= end) {
                apart.add(next);
                end = next.mention.end();
            }
        }
        texts.put(document, text);
        mentions.put(document, apart);
    }
}
