package io.knowstream.resolution;

import io.knowstream.clusters.Acronym;
import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * String coreference: which mentions of one document name the same entity.
 *
 * <p>Mentions of one type and one {@linkplain Names#normalize normalised} name are one entity. A person called by one
 * word ("Curie") is the person of the document whose longer name has that word; of several the one mentioned most
 * often, then the one mentioned first. An acronym that the document explains, as in "International Business Machines
 * (IBM)" or "IBM (International Business Machines)", is what its first explanation says, everywhere in the document.
 */
public final class Coreference {

    private static final String OPENS = " (";
    private static final String CLOSES = ")";

    private static final String PERSON = "Person";

    private Coreference() {}

    /**
     * Groups mentions.
     *
     * @param mentions in text order, none overlapping another
     * @param text in which they stand
     * @return the group number of each mention; groups are numbered by their first mention
     */
    public static int[] group(List<Mention> mentions, CodePoints text) {
        Map<Name, Integer> counts = new HashMap<>();
        Map<Name, Integer> first = new HashMap<>();
        List<Name> names = new ArrayList<>(mentions.size());
        for (int i = 0; i < mentions.size(); i++) {
            Name name = new Name(
                    mentions.get(i).type(), Names.normalize(mentions.get(i).text()));
            names.add(name);
            counts.merge(name, 1, Integer::sum);
            first.putIfAbsent(name, i);
        }
        Map<Name, Name> full = fullNames(counts, first);
        addExplained(full, mentions, names, text);
        Map<Name, Integer> numbers = new HashMap<>();
        int[] groups = new int[mentions.size()];
        for (int i = 0; i < groups.length; i++) {
            Name name = names.get(i);
            Integer known = numbers.get(full.getOrDefault(name, name));
            if (known == null) {
                known = numbers.size();
                numbers.put(full.getOrDefault(name, name), known);
            }
            groups[i] = known;
        }
        return groups;
    }

    /** One entity a {@linkplain #group group}, in the order of their first mention. */
    public static List<DocumentEntity> entities(List<Mention> mentions, int[] groups) {
        Map<Integer, List<Mention>> grouped = new LinkedHashMap<>();
        for (int i = 0; i < groups.length; i++) {
            grouped.computeIfAbsent(groups[i], group -> new ArrayList<>()).add(mentions.get(i));
        }
        List<DocumentEntity> entities = new ArrayList<>(grouped.size());
        for (List<Mention> group : grouped.values()) {
            String type = group.get(0).type();
            String name = canonicalName(group);
            long sum = group.stream().mapToLong(Mention::confidence).sum();
            entities.add(new DocumentEntity(
                    Ids.entity(type, name), name, type, Confidence.mean(sum, group.size()), List.copyOf(group)));
        }
        return entities;
    }

    /**
     * The name that stands for a group: of the names with the most words the most used surface form; ties are broken by
     * text order.
     */
    static String canonicalName(List<Mention> group) {
        Map<String, Integer> votes = new TreeMap<>();
        for (Mention mention : group) {
            votes.merge(Names.collapse(mention.text()), 1, Integer::sum);
        }
        return votes.entrySet().stream()
                .min(Comparator.comparing((Map.Entry<String, Integer> vote) -> -words(Names.normalize(vote.getKey())))
                        .thenComparing(vote -> -vote.getValue())
                        .thenComparing(Map.Entry::getKey))
                .orElseThrow()
                .getKey();
    }

    private static Map<Name, Name> fullNames(Map<Name, Integer> counts, Map<Name, Integer> first) {
        Comparator<Name> best =
                Comparator.comparing((Name name) -> -counts.get(name)).thenComparing(first::get);
        Map<String, Name> byWord = new HashMap<>();
        counts.keySet().stream()
                .filter(name -> name.type.equals(PERSON) && words(name.text) > 1)
                .sorted(best.reversed())
                .forEach(name -> {
                    for (String word : name.text.split(" ")) {
                        byWord.put(word, name);
                    }
                });
        Map<Name, Name> full = new HashMap<>();
        for (Name name : counts.keySet()) {
            if (name.type.equals(PERSON) && words(name.text) == 1 && byWord.containsKey(name.text)) {
                full.put(name, byWord.get(name.text));
            }
        }
        return full;
    }

    private static void addExplained(Map<Name, Name> full, List<Mention> mentions, List<Name> names, CodePoints text) {
        for (int i = 0; i + 1 < mentions.size(); i++) {
            Mention one = mentions.get(i);
            Mention other = mentions.get(i + 1);
            if (one.type().equals(other.type())
                    && stands(OPENS, one.end(), other.start(), text)
                    && stands(CLOSES, other.end(), other.end() + 1, text)) {
                if (Acronym.matches(one.type(), other.text(), one.text())) {
                    full.putIfAbsent(names.get(i + 1), names.get(i));
                } else if (Acronym.matches(one.type(), one.text(), other.text())) {
                    full.putIfAbsent(names.get(i), names.get(i + 1));
                }
            }
        }
    }

    private static boolean stands(String expected, int start, int end, CodePoints text) {
        return end - start == expected.length()
                && end <= text.length()
                && text.slice(start, end).equals(expected);
    }

    private static int words(String text) {
        int words = 1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == ' ') {
                words++;
            }
        }
        return words;
    }

    private record Name(String type, String text) {}
}
