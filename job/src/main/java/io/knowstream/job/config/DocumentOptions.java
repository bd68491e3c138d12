package io.knowstream.job.config;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Keys of what documents may be, and of what becomes of those that may not. */
public final class DocumentOptions {

    /** Largest content of a document. */
    public static final ConfigOption<MemorySize> MAX_CONTENT = ConfigOptions.key("documents.max-content")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(4))
            .withDescription("Longest content of a document in bytes of UTF-8; a longer one is rejected.");

    /** Largest metadata of a document. */
    public static final ConfigOption<MemorySize> MAX_METADATA = ConfigOptions.key("documents.max-metadata")
            .memoryType()
            .defaultValue(MemorySize.parse("64 kb"))
            .withDescription("Names and values of a document's metadata together, in bytes of UTF-8.");

    /** Memory of deletions. */
    public static final ConfigOption<Duration> TOMBSTONE_RETENTION = ConfigOptions.key("documents.tombstone-retention")
            .durationType()
            .defaultValue(Duration.ofDays(7))
            .withDescription("How long the version of a deletion is held against late records of the document.");

    /** How fast documents are extracted again. */
    public static final ConfigOption<Double> REPROCESS_RATE = ConfigOptions.key("reprocess.rate")
            .doubleType()
            .defaultValue(10.0)
            .withDescription("How many documents a second each task puts in line again at most, beside new ones, to"
                    + " extract them anew. A bounded run does it at its end, without a limit.");

    /** How long they wait for memory. */
    public static final ConfigOption<Duration> REPROCESS_PATIENCE = ConfigOptions.key("reprocess.patience")
            .durationType()
            .defaultValue(Duration.ofMinutes(10))
            .withDescription("How long a document that was extracted the degraded way waits for memory to become"
                    + " available. After that it is extracted anew as with models.when-limited: wait, so that none"
                    + " stays degraded where memory is limited all the time.");

    /** Bound of dead letters. */
    public static final ConfigOption<MemorySize> REJECTED_MAX_BYTES = ConfigOptions.key("rejected.max-bytes")
            .memoryType()
            .defaultValue(MemorySize.parse("512 kb"))
            .withDescription("How much of a rejected record its dead letter carries; at most 700 kb, so that it fits a"
                    + " producer's limit. Of a longer one it carries the beginning, the length and the SHA-256.");

    static final List<ConfigOption<?>> ALL = List.of(
            MAX_CONTENT, MAX_METADATA, TOMBSTONE_RETENTION, REPROCESS_RATE, REPROCESS_PATIENCE, REJECTED_MAX_BYTES);

    private DocumentOptions() {}
}
