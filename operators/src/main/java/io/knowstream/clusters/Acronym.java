package io.knowstream.clusters;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Names that are the initials of others. */
public final class Acronym {

    /** Two letters stand for too much: KY is no Kingdom of Yugoslavia. */
    private static final int SHORTEST_UNEXPLAINED = 3;

    private static final int SHORTEST = 2;
    private static final int LONGEST = 8;

    /** Of two letters, or not the initials, and known to everybody. */
    private static final Map<String, String> KNOWN = Map.of(
            "us", "united states",
            "usa", "united states",
            "uk", "united kingdom",
            "eu", "european union",
            "un", "united nations");

    private Acronym() {}

    /** The words of what everybody knows an acronym to be; empty for what one must be told. */
    static Optional<String> known(String acronym) {
        return Optional.ofNullable(KNOWN.get(acronym));
    }

    /** The acronyms that everybody knows a name by. */
    static Set<String> knownOf(String words) {
        return KNOWN.entrySet().stream()
                .filter(known -> known.getValue().equals(words))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a name is one word in capitals, with or without points between them. */
    static boolean looksLikeOne(String name, NameForm form) {
        int letters = form.first().length();
        return form.words().size() == 1
                && letters >= SHORTEST
                && letters <= LONGEST
                && name.codePoints().noneMatch(Character::isLowerCase)
                && name.codePoints().anyMatch(Character::isUpperCase);
    }

    /** Whether a name is long enough to be known by its letters alone, where no document explains it. */
    static boolean isTelling(NameForm form) {
        return form.first().length() >= SHORTEST_UNEXPLAINED;
    }

    /** Whether the one name is an acronym of the other, of an entity of the same type that is no person. */
    public static boolean matches(String type, String acronym, String name) {
        NameForm form = NameForm.of(type, acronym);
        NameForm full = NameForm.of(type, name);
        return full.kind() != NameForm.Kind.PERSON
                && full.kind() != NameForm.Kind.VALUE
                && full.words().size() > 1
                && looksLikeOne(acronym, form)
                && (form.first().equals(full.initials()) || form.first().equals(full.shortInitials()));
    }
}
