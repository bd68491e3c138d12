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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * String coreference: which mentions of one document name the same entity.
 *
 * <p>Mentions of one type and one {@linkplain Names#normalize normalised} name are one entity. A person called by one
 * word ("Curie") is the person of the document whose longer name has that word; of several the one mentioned most
 * often, then the one mentioned first. An acronym that the document explains, as in "International Business Machines
 * (IBM)" or "IBM (International Business Machines)", is what its first explanation says, everywhere in the document. A
 * name that stands for persons of different {@linkplain LifeDates birth years} is several entities: one for each year, of
 * the mentions that it stands behind, and one for the others.
 *
 * @param groups the group number of each mention; groups are numbered by their first mention
 * @param names what each group is called
 * @param senses what tells each group from others of its name, or null
 */
public record Coreference(int[] groups, List<String> names, List<String> senses) {

    private static final String OPENS = " (";
    private static final String CLOSES = ")";

    private static final String PERSON = "Person";

    /**
     * Groups mentions.
     *
     * @param mentions in text order, none overlapping another
     * @param text in which they stand
     */
    public static Coreference of(List<Mention> mentions, CodePoints text) {
        List<Name> names = new ArrayList<>(mentions.size());
        Map<Name, Integer> counts = new HashMap<>();
        Map<Name, Integer> first = new HashMap<>();
        for (int i = 0; i < mentions.size(); i++) {
            Name name = new Name(
                    mentions.get(i).type(), Names.normalize(mentions.get(i).text()));
            names.add(name);
            counts.merge(name, 1, Integer::sum);
            first.putIfAbsent(name, i);
        }
        Map<Name, Name> full = fullNames(counts, first);
        addExplained(full, mentions, names, text);
        names.replaceAll(name -> full.getOrDefault(name, name));
        return number(mentions, names, senses(mentions, names, text));
    }

    /** What the text says of the person at each mention, or of the person of that name everywhere; null for nothing. */
    private static String[] senses(List<Mention> mentions, List<Name> names, CodePoints text) {
        String[] senses = new String[mentions.size()];
        Map<Name, Set<String>> ofName = new HashMap<>();
        for (int i = 0; i < senses.length; i++) {
            if (names.get(i).type.equals(PERSON)) {
                senses[i] = LifeDates.behind(text, mentions.get(i).end());
                if (senses[i] != null) {
                    ofName.computeIfAbsent(names.get(i), absent -> new HashSet<>())
                            .add(senses[i]);
                }
            }
        }
        for (int i = 0; i < senses.length; i++) {
            Set<String> all = ofName.getOrDefault(names.get(i), Set.of());
            if (all.size() == 1) {
                senses[i] = all.iterator().next();
            }
        }
        return senses;
    }

    private static Coreference number(List<Mention> mentions, List<Name> names, String[] senses) {
        Map<Name, List<Mention>> ofName = new HashMap<>();
        for (int i = 0; i < senses.length; i++) {
            ofName.computeIfAbsent(names.get(i), absent -> new ArrayList<>()).add(mentions.get(i));
        }
        Map<Sense, Integer> numbers = new HashMap<>();
        List<String> namesOfGroups = new ArrayList<>();
        List<String> sensesOfGroups = new ArrayList<>();
        int[] groups = new int[senses.length];
        for (int i = 0; i < groups.length; i++) {
            Sense sense = new Sense(names.get(i), senses[i]);
            Integer known = numbers.get(sense);
            if (known == null) {
                known = numbers.size();
                numbers.put(sense, known);
                // Of all senses: the one of a family name alone is still called by the full name.
                namesOfGroups.add(canonicalName(ofName.get(names.get(i))));
                sensesOfGroups.add(senses[i]);
            }
            groups[i] = known;
        }
        return new Coreference(groups, namesOfGroups, sensesOfGroups);
    }

    /** One entity a group, in the order of their first mention; {@code mentions} are those that were grouped. */
    public List<DocumentEntity> entities(List<Mention> mentions) {
        Map<Integer, List<Mention>> grouped = new LinkedHashMap<>();
        for (int i = 0; i < groups.length; i++) {
            grouped.computeIfAbsent(groups[i], group -> new ArrayList<>()).add(mentions.get(i));
        }
        List<DocumentEntity> entities = new ArrayList<>(grouped.size());
        grouped.forEach((number, group) -> {
            String type = group.get(0).type();
            String sense = senses.get(number);
            String name = names.get(number);
            long sum = group.stream().mapToLong(Mention::confidence).sum();
            entities.add(new DocumentEntity(
                    Ids.entity(type, name, sense),
                    name,
                    type,
                    sense,
                    Confidence.mean(sum, group.size()),
                    List.copyOf(group)));
        });
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

    private record Sense(Name name, String sense) {}
}
