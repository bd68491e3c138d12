package io.knowstream.index;

import java.util.List;

/**
 * How often a reader was asked, by kind, since it was opened or adapted last.
 *
 * @param entity queries for entities by names, types and ids
 * @param semantic queries for chunks by meaning and words
 * @param traversal queries for relationships and paths
 * @param frequent what was asked for most often, at most {@value #FREQUENT}, the most frequent first
 */
public record AccessCounts(long entity, long semantic, long traversal, List<Subject> frequent) {

    /** How many {@link #frequent} subjects are told. */
    public static final int FREQUENT = 20;

    /** The share of all queries, in percent, from which on a kind is the pattern. */
    public static final int DOMINANT_PERCENT = 60;

    /**
     * What was asked for.
     *
     * @param name an entity's id or a normalised name, as it was asked
     * @param queries how often, at least: what leaves the bounded memory between two queries is counted anew
     */
    public record Subject(String name, long queries) {}

    public AccessCounts {
        frequent = List.copyOf(frequent);
    }

    /** The pattern: the kind that has at least {@value #DOMINANT_PERCENT} % of the queries; otherwise mixed. */
    public AccessPattern pattern() {
        if (dominates(entity)) {
            return AccessPattern.ENTITY_HEAVY;
        }
        if (dominates(semantic)) {
            return AccessPattern.SEMANTIC_SEARCH;
        }
        return dominates(traversal) ? AccessPattern.RELATIONSHIP_TRAVERSAL : AccessPattern.MIXED;
    }

    private boolean dominates(long queries) {
        return queries > 0 && 100 * queries >= DOMINANT_PERCENT * (entity + semantic + traversal);
    }

    long of(QueryKind kind) {
        return switch (kind) {
            case ENTITY -> entity;
            case SEMANTIC -> semantic;
            case TRAVERSAL -> traversal;
        };
    }
}
