package io.knowstream.index;

import io.knowstream.graph.GraphChange.Kind;
import java.util.List;
import java.util.Optional;

/** The names of the kinds of records, as they stand in files, indices and state. */
public final class Kinds {

    /** All kinds, sorted by name: the order of the canonical export. */
    public static final List<Kind> SORTED =
            List.of(Kind.CHUNK, Kind.DOCUMENT, Kind.ENTITY, Kind.LINK, Kind.RELATIONSHIP);

    private Kinds() {}

    /** The kind of a name; empty where no kind has it. */
    public static Optional<Kind> of(String name) {
        return SORTED.stream().filter(kind -> name(kind).equals(name)).findFirst();
    }

    /** The name of a kind. */
    public static String name(Kind kind) {
        return switch (kind) {
            case CHUNK -> "chunk";
            case DOCUMENT -> "document";
            case ENTITY -> "entity";
            case LINK -> "link";
            case RELATIONSHIP -> "relationship";
        };
    }
}
