package io.knowstream.graph;

/**
 * How an index keeps the records of a document and of its chunks: a trade of space for the time of a read. What a record
 * says does not depend on it.
 */
public enum StorageStrategy {
    /** As few bytes as can be: for documents that are dense in entities and come in large chunks. */
    HIGH_COMPRESSION,
    /** Between the two. */
    BALANCED,
    /** As little work as can be to read one record: for small chunks with few entities. */
    FAST_ACCESS;

    private static final int DENSE = 5;
    private static final int LARGE = 2_000;
    private static final int SPARSE = 2;
    private static final int SMALL = 1_000;

    /**
     * The strategy for a document: above 5 entities a chunk, and chunks of more than 2,000 characters, or three quarters of
     * what a chunk may have where that is less, high compression; below 2 entities a chunk, and chunks of less than 1,000
     * characters, fast access; else, and for a document without chunks, balanced.
     *
     * @param maxChunkSize characters that a chunk may have
     */
    public static StorageStrategy of(DocumentGraph graph, int maxChunkSize) {
        long chunks = graph.chunks().size();
        long entities = graph.entities().size();
        long characters = graph.chunks().stream()
                .mapToLong(chunk -> chunk.end() - chunk.start())
                .sum();
        if (entities > DENSE * chunks && characters > chunks * Math.min(LARGE, maxChunkSize * 3L / 4)) {
            return HIGH_COMPRESSION;
        }
        return entities < SPARSE * chunks && characters < SMALL * chunks ? FAST_ACCESS : BALANCED;
    }
}
