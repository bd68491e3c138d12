package io.knowstream.job.config;

import io.knowstream.chunking.ChunkingConfig;
import io.knowstream.documents.DocumentsConfig;
import io.knowstream.extraction.ExtractionConfig;
import io.knowstream.graph.Ids;
import io.knowstream.index.IndexConfig;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.job.kafka.DocumentLimits;
import io.knowstream.job.kafka.KafkaConfig;
import io.knowstream.resolution.ResolutionConfig;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/**
 * The whole configuration, checked.
 *
 * @param limits how large documents may be
 * @param rejectedMaxBytes how much of a rejected record its dead letter carries
 * @param documents how documents are admitted
 * @param catalogue which models there are
 * @param models which models fill the roles and what they may cost
 * @param chunking how documents are cut
 * @param extraction how chunks are extracted
 * @param resolution how mentions become entities
 * @param index where the indices are and how they are written
 * @param kafka where the Kafka ends are
 * @param flink how Flink runs the job
 */
public record JobConfig(
        DocumentLimits limits,
        int rejectedMaxBytes,
        DocumentsConfig documents,
        CatalogueConfig catalogue,
        ModelsConfig models,
        ChunkingConfig chunking,
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
            CatalogueConfig catalogueConfig = CatalogueSettings.of(config);
            ModelCatalogue catalogue = ModelCatalogue.of(catalogueConfig);
            ModelsConfig models = ModelsConfig.of(config).choose(config, catalogue);
            models.requireInstalled(catalogue);
            return new JobConfig(
                    new DocumentLimits(
                            bytes(config, DocumentOptions.MAX_CONTENT), bytes(config, DocumentOptions.MAX_METADATA)),
                    bytes(config, DocumentOptions.REJECTED_MAX_BYTES),
                    new DocumentsConfig(config.get(DocumentOptions.TOMBSTONE_RETENTION)),
                    catalogueConfig,
                    models,
                    chunking(config, models),
                    extraction(config, models),
                    new ResolutionConfig(
                            config.get(ExtractionOptions.QUALITY_VALIDATION),
                            config.get(DocumentOptions.TOMBSTONE_RETENTION)),
                    index(config),
                    kafka(config),
                    FlinkSettings.of(config));
        } catch (IllegalArgumentException | ModelException e) {
            throw new InvalidConfigurationException(e.getMessage(), e);
        }
    }

    /** Hash of the models and the configuration that a chunk's extraction depends on. */
    public String extractionFingerprint() {
        return extraction.fingerprint(ModelCatalogue.of(catalogue));
    }

    /** Hash of everything but the documents that the graph depends on. */
    public String fingerprint() {
        ModelFiles embedding = ModelCatalogue.of(catalogue).find(models.embedding());
        return Ids.hash(
                chunking.fingerprint(embedding.fingerprint()),
                extractionFingerprint(),
                Boolean.toString(resolution.qualityValidation()));
    }

    private static ChunkingConfig chunking(EffectiveConfiguration config, ModelsConfig models) {
        return new ChunkingConfig(
                config.get(ChunkingOptions.MAX),
                config.get(ChunkingOptions.MIN),
                config.get(ChunkingOptions.OVERLAP),
                config.get(ChunkingOptions.SEMANTIC),
                preservesContext(config),
                models.embedding());
    }

    private static boolean preservesContext(EffectiveConfiguration config) {
        boolean chosen = config.get(ModelOptions.SELECTION) == SelectionMode.ADAPTIVE
                && config.isOpen(ChunkingOptions.PRESERVE_CONTEXT);
        return config.get(chosen ? ModelOptions.CONTEXT_PRESERVATION : ChunkingOptions.PRESERVE_CONTEXT);
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
