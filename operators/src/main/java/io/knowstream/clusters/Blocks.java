package io.knowstream.clusters;

import io.knowstream.graph.NamedEntity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

    /** The block in which a name is linked; it depends on type and normalised name alone, as the entity's id does. */
    public static String home(NamedEntity entity) {
        return key(entity.type(), home(NameForm.of(entity.type(), entity.name())));
    }

    /** The blocks in which a name is a guest; dates and amounts are none anywhere. */
    public static Set<String> guest(NamedEntity entity) {
        NameForm form = NameForm.of(entity.type(), entity.name());
        Set<String> blocks = new LinkedHashSet<>();
        if (form.kind() != NameForm.Kind.PERSON) {
            if (form.words().size() > 1) {
                blocks.add(key(entity.type(), home(form.initials())));
                blocks.add(key(entity.type(), home(form.shortInitials())));
                Acronym.knownOf(form.text()).forEach(acronym -> blocks.add(key(entity.type(), acronym)));
            }
            List<String> core = form.core();
            if (!core.isEmpty()) {
                blocks.add(key(entity.type(), home(new NameForm(form.kind(), core, ""))));
            }
        }
        for (String alias : entity.aliases()) {
            blocks.add(key(entity.type(), home(NameForm.of(entity.type(), alias))));
        }
        blocks.remove(home(entity));
        return blocks;
    }

    /** Whether names of a type are ever linked. */
    public static boolean links(String type) {
        return NameForm.Kind.of(type) != NameForm.Kind.VALUE;
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
