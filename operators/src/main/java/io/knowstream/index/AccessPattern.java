package io.knowstream.index;

import java.util.List;

/** What a reader is asked for most. */
public enum AccessPattern {
    /** Entities by names, types and ids. */
    ENTITY_HEAVY(QueryKind.ENTITY),
    /** Chunks by meaning and words. */
    SEMANTIC_SEARCH(QueryKind.SEMANTIC),
    /** Relationships and paths. */
    RELATIONSHIP_TRAVERSAL(QueryKind.TRAVERSAL),
    /** No kind dominates, or nothing was asked. */
    MIXED(QueryKind.values());

    private final List<QueryKind> kinds;

    AccessPattern(QueryKind... kinds) {
        this.kinds = List.of(kinds);
    }

    /** The kinds of queries that are made faster under this pattern. */
    List<QueryKind> kinds() {
        return kinds;
    }
}
