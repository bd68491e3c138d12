package io.knowstream.job.config;

import io.knowstream.index.IndexConfig;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Keys of the indices. */
public final class IndexOptions {

    /** In what. */
    public static final ConfigOption<IndexKind> KIND = ConfigOptions.key("index.kind")
            .enumType(IndexKind.class)
            .defaultValue(IndexKind.LUCENE)
            .withDescription(
                    "What keeps the indices: 'lucene' publishes them with each checkpoint in index.path, 'elasticsearch'"
                            + " writes changes to a cluster as they come (index.elasticsearch.*; of the other index keys it"
                            + " heeds index.rebuild alone). Local commands that make a graph of their own have it in Lucene.");

    /** Where. */
    public static final ConfigOption<String> PATH = ConfigOptions.key("index.path")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Where the indices are, for all task managers: a directory that they share, or the URI of a place in"
                            + " a file system that Flink has a plugin for (s3://bucket/index). The local commands set it.");

    /** Shards. */
    public static final ConfigOption<Integer> SHARDS = ConfigOptions.key("index.shards")
            .intType()
            .defaultValue(IndexConfig.DEFAULT_SHARDS)
            .withDescription("How many shards an index has: how many tasks can write it. Fixed when it is created.");

    /** Retention. */
    public static final ConfigOption<Integer> RETAINED_MANIFESTS = ConfigOptions.key("index.retained-manifests")
            .intType()
            .defaultValue(IndexConfig.DEFAULT_RETAINED_MANIFESTS)
            .withDescription(
                    "How many published states of the indices keep their files: more than the checkpoints that Flink"
                            + " retains (execution.checkpointing.num-retained). Those of savepoints stay until they are"
                            + " released.");

    /** Coalescing. */
    public static final ConfigOption<Integer> BUFFERED_CHANGES = ConfigOptions.key("index.buffered-changes")
            .intType()
            .defaultValue(IndexConfig.DEFAULT_BUFFERED_CHANGES)
            .withDescription("How many changes of a shard wait for the checkpoint, so that what changes often is"
                    + " written once.");

    /** Lucene's buffers. */
    public static final ConfigOption<MemorySize> WRITER_MEMORY = ConfigOptions.key("index.writer-memory")
            .memoryType()
            .defaultValue(new MemorySize(IndexConfig.DEFAULT_WRITER_MEMORY))
            .withDescription("What each of a shard's five writers may buffer in memory.");

    /** HNSW graphs. */
    public static final ConfigOption<Integer> HNSW_MIN_CHUNKS = ConfigOptions.key("index.hnsw-min-chunks")
            .intType()
            .defaultValue(IndexConfig.DEFAULT_HNSW_MIN_CHUNKS)
            .withDescription(
                    "How many chunks a segment of the semantic index must have to get an HNSW graph. In smaller"
                            + " ones a query compares all vectors, 0.3 ms per 1,000. Making a graph costs 2 ms a chunk each time"
                            + " segments are merged: lower it where queries count for more than what writing costs.");

    /** Local directory. */
    public static final ConfigOption<String> WORK_DIRECTORY = ConfigOptions.key("index.work-directory")
            .stringType()
            .noDefaultValue()
            .withDescription("Local directory of the writers; without it the task manager's temporary directory.");

    /** Rebuild. */
    public static final ConfigOption<String> REBUILD = ConfigOptions.key("index.rebuild")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "A word of your choice, for a job that starts from a savepoint or checkpoint and whose index"
                            + " is lost or damaged, or was of another index.kind: it writes the index anew from its state."
                            + " Once for each word and kind; leave it in or take it out, and take another the next time.");

    static final List<ConfigOption<?>> ALL = List.of(
            KIND,
            PATH,
            SHARDS,
            RETAINED_MANIFESTS,
            BUFFERED_CHANGES,
            WRITER_MEMORY,
            HNSW_MIN_CHUNKS,
            WORK_DIRECTORY,
            REBUILD);

    private IndexOptions() {}
}
