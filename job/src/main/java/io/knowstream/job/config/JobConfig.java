package io.knowstream.job.config;

import io.knowstream.chunking.ChunkingConfig;
import io.knowstream.documents.DocumentsConfig;
import io.knowstream.extraction.ExtractionConfig;
import io.knowstream.index.IndexConfig;
import io.knowstream.job.kafka.DocumentLimits;
import io.knowstream.job.kafka.KafkaConfig;
import io.knowstream.resolution.ResolutionConfig;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/**
 * The whole configuration, checked.
 *
 * @param limits how large documents may be
 * @param documents how documents are admitted
 * @param rejectedMaxBytes how much of a rejected record its dead letter carries
 * @param chunking how documents are cut
 * @param models which models fill the roles and what they may cost
 * @param extraction how chunks are extracted
 * @param resolution how mentions become entities
 * @param index where the indices are
 * @param kafka where the Kafka ends are
 * @param flink how Flink runs the job
 */
public record JobConfig(
        DocumentLimits limits,
        DocumentsConfig documents,
        int rejectedMaxBytes,
        ChunkingConfig chunking,
        ModelsConfig models,
        ExtractionConfig extraction,
        ResolutionConfig resolution,
        IndexConfig index,
        KafkaConfig kafka,
        FlinkSettings flink) {

    public JobConfig {
        if (rejectedMaxBytes > KafkaConfig.LARGEST_REJECTED_BYTES) {
            throw new IllegalArgumentException("rejected.max-bytes must be at most "
                    + KafkaConfig.LARGEST_REJECTED_BYTES + " bytes (got " + rejectedMaxBytes + ")");
        }
    }

    /**
     * Makes records of settings.
     *
     * @throws InvalidConfigurationException if one of them is not allowed, or names a model that is not installed
     */
    public static JobConfig of(EffectiveConfiguration config) {
        try {
            ModelsConfig models = ModelsConfig.of(config);
            models.requireInstalled();
            int maxContent = bytes(config, DocumentOptions.MAX_CONTENT);
            return new JobConfig(
                    new DocumentLimits(maxContent, bytes(config, DocumentOptions.MAX_METADATA)),
                    new DocumentsConfig(maxContent, config.get(DocumentOptions.TOMBSTONE_RETENTION)),
                    bytes(config, DocumentOptions.REJECTED_MAX_BYTES),
                    chunking(config, models),
                    models,
                    extraction(config, models),
                    new ResolutionConfig(
                            config.get(ExtractionOptions.QUALITY_VALIDATION),
                            config.get(DocumentOptions.TOMBSTONE_RETENTION)),
                    index(config),
                    kafka(config),
                    FlinkSettings.of(config));
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException(e.getMessage(), e);
        }
    }

    private static ChunkingConfig chunking(EffectiveConfiguration config, ModelsConfig models) {
        boolean semantic = config.get(ChunkingOptions.SEMANTIC);
        return new ChunkingConfig(
                config.get(ChunkingOptions.MAX),
                config.get(ChunkingOptions.MIN),
                config.get(ChunkingOptions.OVERLAP),
                semantic,
                config.get(ChunkingOptions.PRESERVE_CONTEXT),
                semantic ? models.embedding() : null);
    }

    private static ExtractionConfig extraction(EffectiveConfiguration config, ModelsConfig models) {
        return new ExtractionConfig(
                models.entity(),
                models.relationship(),
                models.embedding(),
                config.get(ExtractionOptions.MIN_ENTITY_CONFIDENCE),
                config.get(ExtractionOptions.MIN_RELATIONSHIP_CONFIDENCE),
                config.get(ExtractionOptions.THREADS),
                config.get(ExtractionOptions.CAPACITY),
                config.get(ExtractionOptions.TIMEOUT),
                config.get(ExtractionOptions.CACHE).getBytes(),
                models.budget());
    }

    private static IndexConfig index(EffectiveConfiguration config) {
        return new IndexConfig(
                config.require(IndexOptions.PATH),
                config.get(IndexOptions.SHARDS),
                config.get(IndexOptions.RETAINED_MANIFESTS),
                config.get(IndexOptions.BUFFERED_CHANGES),
                config.get(IndexOptions.WRITER_MEMORY).getBytes(),
                config.get(IndexOptions.WORK_DIRECTORY));
    }

    private static KafkaConfig kafka(EffectiveConfiguration config) {
        return new KafkaConfig(
                config.get(KafkaOptions.BOOTSTRAP_SERVERS),
                config.get(KafkaOptions.DOCUMENTS),
                config.get(KafkaOptions.REJECTED),
                config.get(KafkaOptions.CHANGES),
                config.get(KafkaOptions.GROUP_ID),
                config.get(KafkaOptions.TRANSACTIONAL_ID_PREFIX),
                config.get(KafkaOptions.TRANSACTION_TIMEOUT),
                config.get(KafkaOptions.PROPERTIES));
    }

    private static int bytes(EffectiveConfiguration config, ConfigOption<MemorySize> option) {
        long bytes = config.get(option).getBytes();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    option.key() + " must be at most " + Integer.MAX_VALUE + " bytes (got " + bytes + ")");
        }
        return (int) bytes;
    }
}
