package io.knowstream.job.config;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Keys of how documents are cut. */
public final class ChunkingOptions {

    /** Largest chunk. */
    public static final ConfigOption<Integer> MAX = ConfigOptions.key("chunking.max")
            .intType()
            .defaultValue(2048)
            .withDescription("Longest chunk in characters (Unicode code points).");

    /** Smallest chunk. */
    public static final ConfigOption<Integer> MIN = ConfigOptions.key("chunking.min")
            .intType()
            .defaultValue(128)
            .withDescription("Shortest chunk in characters, where the text allows it.");

    /** Overlap. */
    public static final ConfigOption<Integer> OVERLAP = ConfigOptions.key("chunking.overlap")
            .intType()
            .defaultValue(64)
            .withDescription("How many characters of a chunk its successor repeats, at most.");

    /** Semantic boundaries. */
    public static final ConfigOption<Boolean> SEMANTIC = ConfigOptions.key("chunking.semantic")
            .booleanType()
            .defaultValue(true)
            .withDescription("Whether chunks preferably end where the embeddings say that the topic turns.");

    /** Global context. */
    public static final ConfigOption<Boolean> PRESERVE_CONTEXT = ConfigOptions.key("chunking.preserve-context")
            .booleanType()
            .defaultValue(true)
            .withDescription("Whether the document's global context (title, key terms, lead) goes with each chunk.");

    /** Cache. */
    public static final ConfigOption<MemorySize> PREPARATION_CACHE = ConfigOptions.key("preparation.cache")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(16))
            .withDescription(
                    "Memory of a task manager for contexts and chunk boundaries of documents that were prepared"
                            + " before.");

    static final List<ConfigOption<?>> ALL = List.of(MAX, MIN, OVERLAP, SEMANTIC, PRESERVE_CONTEXT, PREPARATION_CACHE);

    private ChunkingOptions() {}
}
