package io.knowstream.index;

import io.knowstream.graph.GraphChange.Kind;
import java.util.List;

/** The names of the kinds of records, in files and in the order of the canonical export. */
final class Kinds {

    /** All kinds, sorted by name. */
    static final List<Kind> SORTED = List.of(Kind.CHUNK, Kind.DOCUMENT, Kind.ENTITY, Kind.LINK, Kind.RELATIONSHIP);

    private Kinds() {}

    static String name(Kind kind) {
        return switch (kind) {
            case CHUNK -> "chunk";
            case DOCUMENT -> "document";
            case ENTITY -> "entity";
            case LINK -> "link";
            case RELATIONSHIP -> "relationship";
        };
    }
}
