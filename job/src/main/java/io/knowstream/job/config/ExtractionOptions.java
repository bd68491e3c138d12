package io.knowstream.job.config;

import io.knowstream.resolution.ResolutionConfig;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Keys of extraction and of what is made of it. */
public final class ExtractionOptions {

    /** Entities. */
    public static final ConfigOption<Double> MIN_ENTITY_CONFIDENCE = ConfigOptions.key(
                    "extraction.min-entity-confidence")
            .doubleType()
            .defaultValue(0.6)
            .withDescription("Mentions of entities below this confidence are left out.");

    /** Relationships. */
    public static final ConfigOption<Double> MIN_RELATIONSHIP_CONFIDENCE = ConfigOptions.key(
                    "extraction.min-relationship-confidence")
            .doubleType()
            .defaultValue(0.5)
            .withDescription("Relationships below this confidence are left out.");

    /** In a text's own words. */
    public static final ConfigOption<Boolean> OPEN_RELATIONS = ConfigOptions.key("extraction.open-relations")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "Whether what sentences say in their own words is read too, beside the properties of Wikidata,"
                            + " and the concepts that they join: (glacier, flow into, sea). English only.");

    /** Patience. */
    public static final ConfigOption<Duration> TIMEOUT = ConfigOptions.key("extraction.timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription(
                    "How long the models may work on one chunk. What can be stopped is tried again without end; what"
                            + " cannot fails the task, which starts again.");

    /** In flight. */
    public static final ConfigOption<Integer> CAPACITY = ConfigOptions.key("extraction.capacity")
            .intType()
            .defaultValue(64)
            .withDescription("How many chunks of a task are under way at a time.");

    /** Threads. */
    public static final ConfigOption<Integer> THREADS = ConfigOptions.key("extraction.threads")
            .intType()
            .defaultValue(1)
            .withDescription("How many threads of a task run the models.");

    /** Cache. */
    public static final ConfigOption<MemorySize> CACHE = ConfigOptions.key("extraction.cache")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(64))
            .withDescription("Memory of a task manager for results of chunks that were extracted before.");

    /** Quality. */
    public static final ConfigOption<Boolean> QUALITY_VALIDATION = ConfigOptions.key("quality.validation")
            .booleanType()
            .defaultValue(true)
            .withDescription("Whether each document gets its quality: entity, relationship, coherence, context.");

    /** Clusters. */
    public static final ConfigOption<Double> CLUSTERING_THRESHOLD = ConfigOptions.key("resolution.clustering-threshold")
            .doubleType()
            .defaultValue(ResolutionConfig.DEFAULT_CLUSTERING_THRESHOLD)
            .withDescription(
                    "How far names may differ by typing errors and still be one entity, above 0 and at most 1: each pair"
                            + " of words must agree in this part of its letters. At 1 nothing is forgiven. Names that"
                            + " are one for another reason, such as acronyms, are linked whatever it is.");

    /** Size of blocks. */
    public static final ConfigOption<Integer> NAMES_PER_BLOCK = ConfigOptions.key("resolution.names-per-block")
            .intType()
            .defaultValue(ResolutionConfig.DEFAULT_NAMES_PER_BLOCK)
            .withDescription("How many names of a block (persons whose family names begin alike, names of the same"
                    + " initials) are compared with each other: what one change may cost at the most. Those beyond are"
                    + " not linked; the metric blocksFull counts when that happens.");

    static final List<ConfigOption<?>> ALL = List.of(
            MIN_ENTITY_CONFIDENCE,
            MIN_RELATIONSHIP_CONFIDENCE,
            OPEN_RELATIONS,
            TIMEOUT,
            CAPACITY,
            THREADS,
            CACHE,
            QUALITY_VALIDATION,
            CLUSTERING_THRESHOLD,
            NAMES_PER_BLOCK);

    private ExtractionOptions() {}
}
