package io.knowstream.job.evaluate;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What Wikidata's properties are called in a collection.
 *
 * @param names by Wikidata's id; properties that are not here say nothing, as the collection does not annotate them
 * @param any whether the names are Wikidata's ids, and all of them are annotated
 */
public record PropertyScheme(Map<String, Property> names, boolean any) {

    /**
     * A property in the words of a collection.
     *
     * @param name as the collection has it
     * @param turned whether its subject is Wikidata's object
     * @param mutual whether it holds the other way round as well, so that it counts once
     */
    record Property(String name, boolean turned, boolean mutual) {}

    /** All properties under their own ids: DocRED and Re-DocRED. */
    static final PropertyScheme WIKIDATA = new PropertyScheme(Map.of(), true);

    /** KnowledgeNet. */
    static final PropertyScheme KNOWLEDGENET = new PropertyScheme(
            Map.ofEntries(
                    Map.entry("P569", plain("DATE_OF_BIRTH")),
                    Map.entry("P570", plain("DATE_OF_DEATH")),
                    Map.entry("P551", plain("PLACE_OF_RESIDENCE")),
                    Map.entry("P19", plain("PLACE_OF_BIRTH")),
                    Map.entry("P27", plain("NATIONALITY")),
                    Map.entry("P108", plain("EMPLOYEE_OR_MEMBER_OF")),
                    Map.entry("P463", plain("EMPLOYEE_OR_MEMBER_OF")),
                    Map.entry("P69", plain("EDUCATED_AT")),
                    Map.entry("P102", plain("POLITICAL_AFFILIATION")),
                    Map.entry("P22", plain("CHILD_OF")),
                    Map.entry("P25", plain("CHILD_OF")),
                    Map.entry("P40", new Property("CHILD_OF", true, false)),
                    Map.entry("P26", new Property("SPOUSE", false, true)),
                    Map.entry("P571", plain("DATE_FOUNDED")),
                    Map.entry("P159", plain("HEADQUARTERS")),
                    Map.entry("P749", plain("SUBSIDIARY_OF")),
                    Map.entry("P355", new Property("SUBSIDIARY_OF", true, false)),
                    Map.entry("P112", plain("FOUNDED_BY")),
                    Map.entry("P169", plain("CEO"))),
            false);

    public PropertyScheme {
        names = Map.copyOf(names);
    }

    private static Property plain(String name) {
        return new Property(name, false, false);
    }

    /** The properties of a collection that annotates these alone, under Wikidata's ids. */
    static PropertyScheme only(Set<String> ids) {
        Map<String, Property> names = new TreeMap<>();
        ids.forEach(id -> names.put(id, plain(id)));
        return new PropertyScheme(names, false);
    }

    /** What a property is called; empty where it is not annotated. */
    Optional<Property> of(String wikidata) {
        return any ? Optional.of(plain(wikidata)) : Optional.ofNullable(names.get(wikidata));
    }

    /** Whether a property holds both ways. */
    boolean isMutual(String name) {
        return names.values().stream()
                .anyMatch(property -> property.mutual() && property.name().equals(name));
    }

    /** The names, sorted. */
    Set<String> all() {
        Set<String> all = new TreeSet<>();
        names.values().forEach(property -> all.add(property.name()));
        return all;
    }
}
