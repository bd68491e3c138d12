package io.knowstream.clusters;

import io.knowstream.graph.NamedEntity;
import io.knowstream.graph.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A name in a block. The order is total, the same in all blocks, and depends on the entity's id alone; links run to names
 * that come before, and so never make a circle. Names of more words come first, then longer ones, then in text order.
 *
 * @param entity the names
 * @param home whether it is linked in this block, or only may be linked to
 * @param form of the entity's name
 * @param rank has this order as a text
 */
public record RankedName(NamedEntity entity, boolean home, NameForm form, String rank)
        implements Comparable<RankedName> {

    private static final char BETWEEN = '\u0000';
    private static final int MOST = 0xffff;
    private static final int HEX = 4;
    /** Parts of a stored name: those of its rank, then these, then the aliases. */
    private static final int TEXT = 0;

    private static final int ID = 3;
    private static final int HOME = 4;
    private static final int TYPE = 5;
    private static final int GENERATION = 6;
    private static final int NAME = 7;

    /** Ranks a name. */
    public static RankedName of(NamedEntity given, boolean home) {
        NamedEntity entity = new NamedEntity(
                given.id(),
                given.type(),
                clean(given.name()),
                given.aliases().stream().map(RankedName::clean).toList());
        NameForm form = NameForm.of(entity.type(), entity.name());
        String normalized = Names.normalize(entity.name());
        String rank = hex(MOST - Math.min(MOST, form.words().size()))
                + hex(MOST - Math.min(MOST, form.text().length()))
                + form.text()
                + BETWEEN
                + hex(Math.min(MOST, normalized.length()))
                + BETWEEN
                + normalized
                + BETWEEN
                + entity.id();
        return new RankedName(entity, home, form, rank);
    }

    /** What separates the parts in state is in no name that anyone can read. */
    private static String clean(String name) {
        return name.replace(BETWEEN, ' ');
    }

    /** Everything, as a text whose order is that of names. */
    public String stored() {
        List<String> parts = new ArrayList<>();
        parts.add(rank);
        parts.add(home ? "home" : "guest");
        parts.add(entity.type());
        parts.add(form.generation());
        parts.add(entity.name());
        parts.addAll(entity.aliases());
        return String.join(String.valueOf(BETWEEN), parts);
    }

    /** The name of a {@link #stored} text. */
    public static RankedName read(String stored) {
        String[] parts = stored.split(String.valueOf(BETWEEN), -1);
        List<String> aliases = List.copyOf(Arrays.asList(parts).subList(NAME + 1, parts.length));
        NamedEntity entity = new NamedEntity(parts[ID], parts[TYPE], parts[NAME], aliases);
        List<String> words = List.of(parts[TEXT].substring(2 * HEX).split(" "));
        NameForm form = new NameForm(NameForm.Kind.of(entity.type()), words, parts[GENERATION]);
        String rank = String.join(String.valueOf(BETWEEN), Arrays.asList(parts).subList(0, HOME));
        return new RankedName(entity, parts[HOME].equals("home"), form, rank);
    }

    private static String hex(int value) {
        return HexFormat.of().toHexDigits((short) value);
    }

    @Override
    public int compareTo(RankedName other) {
        return rank.compareTo(other.rank);
    }
}
