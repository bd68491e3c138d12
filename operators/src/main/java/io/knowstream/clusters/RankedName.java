package io.knowstream.clusters;

import io.knowstream.graph.NamedEntity;
import io.knowstream.graph.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A name in a block. The order is total, the same in all blocks, and depends on the entity's id alone; links run to names
 * that come before, and so never make a circle. Names of more words come first, then longer ones, then those with a
 * sense, then in text order.
 *
 * @param id of the entity
 * @param type of the entity
 * @param sense what tells it from others of its name; null where nothing does
 * @param name its most used name
 * @param form of the name
 * @param aliases {@link NameForm#key} of each of its aliases, in text order
 * @param home whether it is linked in this block, or only may be linked to
 * @param rank has the order of names as a text
 */
public record RankedName(
        String id,
        String type,
        String sense,
        String name,
        NameForm form,
        List<String> aliases,
        boolean home,
        String rank)
        implements Comparable<RankedName> {

    private static final char BETWEEN = '\u0000';
    private static final String SEPARATOR = String.valueOf(BETWEEN);
    private static final int MOST = 0xffff;
    private static final int HEX = 4;
    /** Parts of a stored name: those of its rank, then these, then the aliases. */
    private static final int TEXT = 0;

    private static final int SENSE = 1;
    private static final int ID = 3;
    private static final int HOME = 4;
    private static final int TYPE = 5;
    private static final int GENERATION = 6;
    private static final int NAME = 7;

    /** Begins the length of a name that has a sense, which follows: in order before all other lengths. */
    private static final String OF_SENSE = "-";

    /** Ranks a name. */
    public static RankedName of(NamedEntity entity, boolean home) {
        String name = clean(entity.name());
        NameForm form = NameForm.of(entity.type(), name);
        String normalized = Names.normalize(name);
        String length = hex(Math.min(MOST, normalized.length()));
        String rank = String.join(
                SEPARATOR,
                hex(MOST - Math.min(MOST, form.words().size()))
                        + hex(MOST - Math.min(MOST, form.text().length()))
                        + form.text(),
                entity.sense() == null ? length : OF_SENSE + length + entity.sense(),
                normalized,
                entity.id());
        List<String> aliases = entity.aliases().stream()
                .map(alias -> NameForm.of(entity.type(), clean(alias)).key())
                .distinct()
                .sorted()
                .toList();
        return new RankedName(entity.id(), entity.type(), entity.sense(), name, form, aliases, home, rank);
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
        parts.add(type);
        parts.add(form.generation());
        parts.add(name);
        parts.addAll(aliases);
        return String.join(SEPARATOR, parts);
    }

    /** The name of a {@link #stored} text. */
    public static RankedName read(String stored) {
        String[] parts = stored.split(SEPARATOR, -1);
        List<String> aliases = List.copyOf(Arrays.asList(parts).subList(NAME + 1, parts.length));
        List<String> words = List.of(parts[TEXT].substring(2 * HEX).split(" "));
        NameForm form = new NameForm(NameForm.Kind.of(parts[TYPE]), words, parts[GENERATION]);
        String rank = String.join(SEPARATOR, Arrays.asList(parts).subList(0, HOME));
        String sense = parts[SENSE].startsWith(OF_SENSE) ? parts[SENSE].substring(OF_SENSE.length() + HEX) : null;
        return new RankedName(
                parts[ID], parts[TYPE], sense, parts[NAME], form, aliases, parts[HOME].equals("home"), rank);
    }

    private static String hex(int value) {
        return HexFormat.of().toHexDigits((short) value);
    }

    @Override
    public int compareTo(RankedName other) {
        return rank.compareTo(other.rank);
    }
}
