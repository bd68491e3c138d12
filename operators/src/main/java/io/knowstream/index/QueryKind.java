package io.knowstream.index;

/** The kinds of queries that are counted apart. */
enum QueryKind {
    /** Entities by names, types and ids. */
    ENTITY(1_024),
    /** Chunks by meaning and words. */
    SEMANTIC(128),
    /** Relationships and paths. */
    TRAVERSAL(256);

    /** How many of the latest queries are kept to be asked again: fewer where one may take longer. */
    private final int sample;

    QueryKind(int sample) {
        this.sample = sample;
    }

    int sample() {
        return sample;
    }
}
