package io.knowstream.index.elasticsearch;

import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.index.Kinds;

/** Which record it is; ids of two kinds may be the same. */
record RecordKey(Kind kind, String id) {

    private static final char SEPARATOR = ':';

    /** The key that {@link #text()} has made; its form is one of state. */
    static RecordKey of(String text) {
        int end = text.indexOf(SEPARATOR);
        String name = text.substring(0, Math.max(0, end));
        return Kinds.of(name)
                .map(kind -> new RecordKey(kind, text.substring(end + 1)))
                .orElseThrow(
                        () -> new IllegalStateException("a key of the index's mirror is of no known kind: " + text));
    }

    /** The key of state. */
    String text() {
        return Kinds.name(kind) + SEPARATOR + id;
    }
}
