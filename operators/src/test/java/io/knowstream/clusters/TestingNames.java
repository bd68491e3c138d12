package io.knowstream.clusters;

import io.knowstream.graph.Ids;
import io.knowstream.graph.NamedEntity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Names of which many are alike. */
public final class TestingNames {

    private static final List<String> GIVEN =
            List.of("Marie", "Maria", "M.", "Pierre", "Irene", "Dr. Marie", "Marie S.");
    private static final List<String> FAMILY = List.of("Curie", "Curry", "Sklodowska", "Skłodowska", "Johannsen");
    private static final List<String> FIRST = List.of("International", "American", "Allied", "Industrial");
    private static final List<String> SECOND = List.of("Business", "Beverages", "Banking", "Bridges");
    private static final List<String> LAST = List.of("Machines", "Mining Corp.", "Machines Group", "Motors");
    private static final List<String> SHORT =
            List.of("IBM", "ABM", "Allied Bridges", "I.B.M.", "Curie", "AMERICAN BANKING");

    private TestingNames() {}

    /** About so many names of different ids, of few persons and organizations. */
    public static List<NamedEntity> some(Random random, int count) {
        Map<String, NamedEntity> names = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            NamedEntity name = one(random);
            names.put(name.id(), name);
        }
        return new ArrayList<>(names.values());
    }

    /** One of them. */
    public static NamedEntity one(Random random) {
        String type = random.nextBoolean() ? "Person" : "Organization";
        String name =
                switch (random.nextInt(6)) {
                    case 0 -> of(SHORT, random);
                    case 1 -> of(FAMILY, random);
                    default -> type.equals("Person")
                            ? of(GIVEN, random) + " " + of(FAMILY, random)
                            : of(FIRST, random) + " " + of(SECOND, random) + " " + of(LAST, random);
                };
        TreeSet<String> aliases = new TreeSet<>();
        for (int i = random.nextInt(6) - 3; i > 0; i--) {
            aliases.add(of(type.equals("Person") ? FAMILY : SHORT, random));
        }
        return new NamedEntity(Ids.entity(type, name), type, name, List.copyOf(aliases));
    }

    private static String of(List<String> parts, Random random) {
        return parts.get(random.nextInt(parts.size()));
    }
}
