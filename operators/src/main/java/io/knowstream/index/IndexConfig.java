package io.knowstream.index;

import java.io.Serializable;
import java.util.Objects;

/**
 * Where the indices are and how they are written.
 *
 * @param path the place that all task managers share: a directory, or a URI of a file system that Flink knows
 * @param shards how many shards an index has; fixed when it is created
 * @param retainedManifests how many published manifests keep their files, the newest included
 * @param bufferedChanges how many changed entities, links and relationships of a shard wait for the checkpoint, at most, so
 *     that each is written once
 * @param writerMemory bytes that each of a shard's five Lucene writers may buffer
 * @param hnswMinChunks how many chunks a merged segment must have to get an HNSW graph; of smaller ones all vectors are
 *     compared
 * @param workDirectory local directory of the writers; null: the task manager's temporary directory
 * @param rebuild token under which a restored job writes the index anew from state, once; null for none
 */
public record IndexConfig(
        String path,
        int shards,
        int retainedManifests,
        int bufferedChanges,
        long writerMemory,
        int hnswMinChunks,
        String workDirectory,
        String rebuild)
        implements Serializable {

    /** Default of {@code index.shards}. */
    public static final int DEFAULT_SHARDS = 4;

    /** Default of {@code index.retained-manifests}. */
    public static final int DEFAULT_RETAINED_MANIFESTS = 3;

    /** Default of {@code index.buffered-changes}. */
    public static final int DEFAULT_BUFFERED_CHANGES = 4_096;

    /** Default of {@code index.writer-memory}. */
    public static final long DEFAULT_WRITER_MEMORY = 8L << 20;

    /**
     * Default of {@code index.hnsw-min-chunks}. On two cores comparing takes 0.3 ms per 1,000 vectors and a graph saves five
     * sixths of it, but making one costs 2 ms a vector and is repeated when deleted chunks are merged away.
     */
    public static final int DEFAULT_HNSW_MIN_CHUNKS = 50_000;

    private static final int MAX_SHARDS = 1_024;
    private static final int MAX_BUFFERED_CHANGES = 1_000_000;
    private static final long MIN_WRITER_MEMORY = 1L << 20;
    /** Lucene's own limit of a writer's thread is 1,945 MiB. */
    private static final long MAX_WRITER_MEMORY = 1L << 30;

    public IndexConfig {
        Objects.requireNonNull(path, "index.path");
        if (path.isBlank()) {
            throw new IllegalArgumentException("index.path must not be empty");
        }
        within("index.shards", shards, 1, MAX_SHARDS);
        within("index.retained-manifests", retainedManifests, 2, 10_000);
        within("index.buffered-changes", bufferedChanges, 1, MAX_BUFFERED_CHANGES);
        within("index.writer-memory", writerMemory, MIN_WRITER_MEMORY, MAX_WRITER_MEMORY);
        within("index.hnsw-min-chunks", hnswMinChunks, 1, Integer.MAX_VALUE);
    }

    /** The same with the default of {@code index.hnsw-min-chunks} and without a rebuild. */
    public IndexConfig(
            String path,
            int shards,
            int retainedManifests,
            int bufferedChanges,
            long writerMemory,
            String workDirectory) {
        this(
                path,
                shards,
                retainedManifests,
                bufferedChanges,
                writerMemory,
                DEFAULT_HNSW_MIN_CHUNKS,
                workDirectory,
                null);
    }

    /** The defaults at a path. */
    public static IndexConfig at(String path) {
        return new IndexConfig(
                path,
                DEFAULT_SHARDS,
                DEFAULT_RETAINED_MANIFESTS,
                DEFAULT_BUFFERED_CHANGES,
                DEFAULT_WRITER_MEMORY,
                null);
    }

    private static void within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " must be from " + least + " to " + most + " (got " + value + ")");
        }
    }
}
