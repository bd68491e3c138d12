package io.knowstream.job.config;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigurationUtils;

/** All keys there are, and what to say of one that is not among them. */
public final class KnownKeys {

    private static final List<ConfigOption<?>> ALL = Stream.of(
                    JobOptions.ALL,
                    DocumentOptions.ALL,
                    ChunkingOptions.ALL,
                    ModelOptions.ALL,
                    ExtractionOptions.ALL,
                    IndexOptions.ALL,
                    ElasticsearchOptions.ALL,
                    KafkaOptions.ALL)
            .<ConfigOption<?>>flatMap(List::stream)
            .toList();

    /** Names that the performance tuning guide uses for what has a key here. */
    private static final Map<String, ConfigOption<?>> GUIDE = Map.ofEntries(
            Map.entry("max_memory_usage", ModelOptions.BUDGET),
            Map.entry("max_concurrent_models", ModelOptions.MAX_CONCURRENT),
            Map.entry("idle_timeout", ModelOptions.IDLE_TIMEOUT),
            Map.entry("min_memory_threshold", ModelOptions.MIN_MEMORY_THRESHOLD),
            Map.entry("entity_extraction_model", ModelOptions.ENTITY),
            Map.entry("relationship_extraction_model", ModelOptions.RELATIONSHIP),
            Map.entry("semantic_analysis_model", ModelOptions.ANALYSIS),
            Map.entry("quality_target", ModelOptions.QUALITY_TARGET),
            Map.entry("entity_accuracy", ModelOptions.ENTITY_ACCURACY),
            Map.entry("relationship_accuracy", ModelOptions.RELATIONSHIP_ACCURACY),
            Map.entry("context_preservation", ModelOptions.CONTEXT_PRESERVATION),
            Map.entry("max_latency", ModelOptions.MAX_LATENCY),
            Map.entry("throughput_target", ModelOptions.THROUGHPUT_TARGET),
            Map.entry("max_chunk_size", ChunkingOptions.MAX),
            Map.entry("min_chunk_size", ChunkingOptions.MIN),
            Map.entry("chunk_overlap_size", ChunkingOptions.OVERLAP),
            Map.entry("min_entity_confidence", ExtractionOptions.MIN_ENTITY_CONFIDENCE),
            Map.entry("min_relationship_confidence", ExtractionOptions.MIN_RELATIONSHIP_CONFIDENCE),
            Map.entry("preserve_context", ChunkingOptions.PRESERVE_CONTEXT),
            Map.entry("enable_quality_validation", ExtractionOptions.QUALITY_VALIDATION));

    private KnownKeys() {}

    /** Every option, by area. */
    public static List<ConfigOption<?>> all() {
        return ALL;
    }

    /** Refuses a key that is none, naming the one that was probably meant. */
    static void require(String key, String source) {
        if (ALL.stream().anyMatch(option -> matches(option, key))) {
            return;
        }
        ConfigOption<?> renamed = GUIDE.get(key);
        if (renamed != null) {
            throw new InvalidConfigurationException(key + " (" + source + ") is called " + renamed.key() + " here");
        }
        throw new InvalidConfigurationException(
                "unknown key " + key + " (" + source + "); the nearest is " + nearest(key));
    }

    private static boolean matches(ConfigOption<?> option, String key) {
        return key.equals(option.key())
                || ConfigurationUtils.canBePrefixMap(option)
                        && ConfigurationUtils.filterPrefixMapKey(option.key(), key);
    }

    private static String nearest(String key) {
        return ALL.stream()
                .map(ConfigOption::key)
                .min(Comparator.comparingInt((String known) -> EditDistance.between(key, known))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }
}
