package io.knowstream.job.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a collection's labels mean in Knowstream's types, as the built-in models were trained to read them.
 *
 * @param labels the types that a label may stand for, the likeliest first; none where it is no type of ours
 * @param unlabelled types that the collection does not annotate: finding one is no mistake
 * @param coarse whether event, work, group, product and miscellaneous are one type
 */
public record TypeScheme(Map<String, List<String>> labels, Set<String> unlabelled, boolean coarse) {

    private static final String MISCELLANEOUS = "Miscellaneous";
    private static final List<String> FINE = List.of(MISCELLANEOUS, "Event", "Work", "Group", "Product");
    private static final List<String> PERSON = List.of("Person");
    private static final List<String> PLACE = List.of("Location");
    private static final List<String> ORGANIZATION = List.of("Organization");
    private static final Set<String> QUANTITIES = Set.of("TimeExpression", "Measurement");

    /** DocRED and Re-DocRED. */
    static final TypeScheme DOCRED = new TypeScheme(
            Map.of(
                    "PER", PERSON,
                    "ORG", ORGANIZATION,
                    "LOC", PLACE,
                    "TIME", List.of("TimeExpression"),
                    "NUM", List.of("Measurement"),
                    "MISC", FINE),
            Set.of(),
            true);

    /** Broad Twitter, which has three labels. */
    static final TypeScheme BROAD_TWITTER =
            new TypeScheme(Map.of("PER", PERSON, "ORG", ORGANIZATION, "LOC", PLACE), with(QUANTITIES, FINE), false);

    /** CoNLL 2003, in which the filings of SEC are annotated: what is miscellaneous there is no entity of ours as a rule. */
    static final TypeScheme SEC_FILINGS = new TypeScheme(
            Map.of("PER", PERSON, "ORG", ORGANIZATION, "LOC", PLACE, "MISC", FINE), with(QUANTITIES, List.of()), true);

    /** WNUT-17. */
    static final TypeScheme WNUT17 = new TypeScheme(
            Map.of(
                    "person",
                    PERSON,
                    "location",
                    PLACE,
                    "corporation",
                    ORGANIZATION,
                    "group",
                    List.of("Organization", "Group"),
                    "creative-work",
                    List.of("Work"),
                    "product",
                    List.of("Product")),
            with(QUANTITIES, List.of("Event", MISCELLANEOUS, "Group")),
            false);

    /** CrossNER. */
    static final TypeScheme CROSSNER = new TypeScheme(crossNer(), QUANTITIES, false);

    /** GUM: names among its persons, places and organizations, and all other names as one type. */
    static final TypeScheme GUM = new TypeScheme(
            Map.of(
                    "person", PERSON,
                    "place", PLACE,
                    "organization", ORGANIZATION,
                    "event", FINE,
                    "object", FINE,
                    "abstract", FINE,
                    "animal", List.of(),
                    "plant", List.of(),
                    "substance", List.of(),
                    "time", List.of()),
            QUANTITIES,
            true);

    /** LitBank. */
    static final TypeScheme LITBANK = new TypeScheme(
            Map.of(
                    "PER", PERSON,
                    "LOC", PLACE,
                    "GPE", PLACE,
                    "FAC", PLACE,
                    "ORG", ORGANIZATION,
                    "VEH", List.of("Product", MISCELLANEOUS)),
            with(QUANTITIES, List.of(MISCELLANEOUS, "Event", "Work", "Group")),
            false);

    /** Facts alone, whose subjects and objects have no types. */
    static final TypeScheme NONE = new TypeScheme(Map.of(), Set.of(), true);

    public TypeScheme {
        labels = Map.copyOf(labels);
        // Concepts are annotated nowhere.
        unlabelled = with(unlabelled, List.of("Concept"));
    }

    private static Set<String> with(Set<String> some, List<String> others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(others);
        return Set.copyOf(all);
    }

    private static Map<String, List<String>> crossNer() {
        Map<String, List<String>> labels = new TreeMap<>();
        put(labels, PERSON, "person", "politician", "writer", "musicalartist", "scientist", "researcher");
        put(labels, PLACE, "location", "country");
        put(labels, ORGANIZATION, "organisation", "politicalparty", "band", "university");
        put(labels, List.of("Event"), "event", "election");
        put(labels, List.of("Work"), "book", "album", "song", "poem");
        put(labels, List.of("Product"), "product", "programlang");
        put(labels, List.of("Work", "Organization"), "magazine", "academicjournal");
        put(labels, List.of("Event", "Organization"), "conference");
        put(labels, List.of(MISCELLANEOUS), "award");
        put(labels, List.of("Location", MISCELLANEOUS), "astronomicalobject");
        List<String> anything = new ArrayList<>(FINE);
        anything.addAll(List.of("Location", "TimeExpression"));
        put(labels, anything, "misc");
        put(
                labels,
                List.of(),
                "algorithm",
                "chemicalcompound",
                "chemicalelement",
                "discipline",
                "enzyme",
                "field",
                "literarygenre",
                "metrics",
                "musicalinstrument",
                "musicgenre",
                "protein",
                "task",
                "theory");
        return labels;
    }

    private static void put(Map<String, List<String>> labels, List<String> types, String... names) {
        for (String name : names) {
            labels.put(name, types);
        }
    }

    /** The type under which a type is counted. */
    String counted(String type) {
        return coarse && FINE.contains(type) ? MISCELLANEOUS : type;
    }

    /** Whether one of the types that a mention may be of is the type that was found. */
    boolean allows(GoldMention mention, String type) {
        return mention.types().stream().anyMatch(allowed -> counted(allowed).equals(counted(type)));
    }
}
