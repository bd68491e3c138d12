package io.knowstream.clusters;

import io.knowstream.graph.NamedEntity;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The blocks in which names are compared: names in no common block are never one entity. A name belongs to one block, its
 * home, in which it is linked; in others it is a guest, to which names that are at home there may be linked.
 *
 * <p>Persons are at home under the beginning of their family name; names of several words under their initials, where
 * acronyms are too; others under their beginning. So that a change is cheap, blocks are small: to find typing errors in the
 * first letters, all names would have to be compared.
 */
public final class Blocks {

    private static final int BEGINNING = 4;
    private static final int LONGEST_ACRONYM = 5;
    private static final char BETWEEN = '\u0000';

    private Blocks() {}

    /**
     * The blocks of an entity, in text order, and whether it is at home there. The home depends on type and normalised name
     * alone, as the id does. Dates and amounts have no blocks: what is written otherwise is something else;
     * concepts have one, of those that are the same but for number.
     */
    public static SortedMap<String, Boolean> of(NamedEntity entity) {
        String type = entity.type();
        NameForm form = NameForm.of(type, entity.name());
        SortedMap<String, Boolean> blocks = new TreeMap<>();
        if (form.kind() == NameForm.Kind.VALUE) {
            return blocks;
        }
        if (form.kind() == NameForm.Kind.CONCEPT) {
            blocks.put(key(type, form.text()), true);
            return blocks;
        }
        for (String alias : entity.aliases()) {
            blocks.put(key(type, home(NameForm.of(type, alias))), false);
        }
        if (form.kind() != NameForm.Kind.PERSON) {
            if (form.words().size() > 1) {
                blocks.put(key(type, home(form.initials())), false);
                blocks.put(key(type, home(form.shortInitials())), false);
                Acronym.knownOf(form.text()).forEach(acronym -> blocks.put(key(type, acronym), false));
            }
            if (!form.core().isEmpty()) {
                blocks.put(key(type, home(new NameForm(form.kind(), form.core(), ""))), false);
            }
        }
        blocks.put(key(type, home(form)), true);
        return blocks;
    }

    private static String home(NameForm form) {
        if (form.kind() == NameForm.Kind.PERSON) {
            return beginning(form.last());
        }
        if (form.words().size() > 1) {
            return form.shortInitials();
        }
        return home(form.first());
    }

    /** The home of a name of one word. */
    private static String home(String word) {
        return word.codePointCount(0, word.length()) <= LONGEST_ACRONYM ? word : beginning(word);
    }

    private static String beginning(String word) {
        int letters = word.codePointCount(0, word.length());
        return letters <= BEGINNING ? word : word.substring(0, word.offsetByCodePoints(0, BEGINNING));
    }

    private static String key(String type, String block) {
        return type + BETWEEN + block;
    }
}
