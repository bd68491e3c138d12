package io.knowstream.job.config;

import io.knowstream.chunking.ChunkingConfig;
import io.knowstream.documents.DocumentsConfig;
import io.knowstream.extraction.ExtractionConfig;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.Ids;
import io.knowstream.index.IndexConfig;
import io.knowstream.index.elasticsearch.ElasticsearchConfig;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.grounded.Schema;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.inference.roles.LanguageModel;
import io.knowstream.job.kafka.DocumentLimits;
import io.knowstream.job.kafka.KafkaConfig;
import io.knowstream.resolution.ResolutionConfig;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/**
 * The whole configuration, checked.
 *
 * @param limits how large documents may be
 * @param rejectedMaxBytes how much of a rejected record its dead letter carries
 * @param documents how documents are admitted
 * @param inference which models there are, and what may be in memory of them
 * @param models which models fill the roles and what they may cost
 * @param chunking how documents are cut
 * @param preparationCacheBytes bytes of contexts and boundaries that a task manager keeps in memory; 0 keeps none
 * @param extraction how chunks are extracted
 * @param resolution how mentions become entities
 * @param index where the indices are and how they are written; null where they are in Elasticsearch
 * @param elasticsearch the same of indices in Elasticsearch; null where they are not
 * @param kafka where the Kafka ends are
 * @param flink how Flink runs the job
 */
public record JobConfig(
        DocumentLimits limits,
        int rejectedMaxBytes,
        DocumentsConfig documents,
        InferenceConfig inference,
        ModelsConfig models,
        ChunkingConfig chunking,
        long preparationCacheBytes,
        ExtractionConfig extraction,
        ResolutionConfig resolution,
        IndexConfig index,
        ElasticsearchConfig elasticsearch,
        KafkaConfig kafka,
        FlinkSettings flink) {

    public JobConfig {
        if ((index == null) == (elasticsearch == null)) {
            throw new IllegalArgumentException("the indices must be in a directory or in Elasticsearch (got "
                    + (index == null ? "neither)" : "both)"));
        }
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
            ModelsConfig models = ModelsConfig.chosen(config, catalogue);
            models.requireInstalled(catalogue);
            models.requireRoom(catalogue);
            return new JobConfig(
                    new DocumentLimits(
                            bytes(config, DocumentOptions.MAX_CONTENT), bytes(config, DocumentOptions.MAX_METADATA)),
                    bytes(config, DocumentOptions.REJECTED_MAX_BYTES),
                    new DocumentsConfig(
                            config.get(DocumentOptions.TOMBSTONE_RETENTION),
                            models.whenLimited() == WhenLimited.DEGRADE,
                            config.get(DocumentOptions.REPROCESS_RATE),
                            config.get(DocumentOptions.REPROCESS_PATIENCE)),
                    models.inference(catalogueConfig),
                    models,
                    chunking(config, models, models.readsKeyTerms(catalogue)),
                    config.get(ChunkingOptions.PREPARATION_CACHE).getBytes(),
                    extraction(config, models),
                    new ResolutionConfig(
                            config.get(ExtractionOptions.QUALITY_VALIDATION),
                            config.get(DocumentOptions.TOMBSTONE_RETENTION),
                            config.get(ExtractionOptions.CLUSTERING_THRESHOLD),
                            config.get(ExtractionOptions.NAMES_PER_BLOCK),
                            config.get(ChunkingOptions.MAX),
                            rebuild(config)),
                    isElasticsearch(config) ? null : index(config),
                    elasticsearch(config).orElse(null),
                    kafka(config),
                    FlinkSettings.of(config));
        } catch (IllegalArgumentException | ModelException e) {
            throw new InvalidConfigurationException(e.getMessage(), e);
        }
    }

    /** The models that there are. */
    public ModelCatalogue catalogue() {
        return ModelCatalogue.of(inference.catalogue());
    }

    /** The models of the roles that are stand-ins: what a job with one of them finds means nothing. */
    public List<String> standIns() {
        ModelCatalogue catalogue = catalogue();
        return models.byRole().values().stream()
                .distinct()
                .filter(catalogue::isStandIn)
                .toList();
    }

    /** Hash of the models and the configuration that a chunk's extraction depends on. */
    public String extractionFingerprint() {
        return extraction.fingerprint(catalogue());
    }

    /**
     * How the chunks of provisional documents are extracted: by the smaller model of a role, which is the built-in one,
     * as it is always installed and the smallest there is.
     */
    public ExtractionConfig degradedExtraction() {
        return extraction.withModels(ModelCatalogue.ENTITIES, ModelCatalogue.RELATIONS);
    }

    /** Hash of the models and the configuration that a provisional chunk's extraction depends on. */
    public String degradedFingerprint() {
        return degradedExtraction().fingerprint(ModelCatalogue.builtIn());
    }

    /** Hash of everything but the documents that the graph depends on. */
    public ConfigurationFingerprint fingerprint() {
        ModelFiles embedding = catalogue().find(models.embedding());
        String ofExtraction = extractionFingerprint();
        return new ConfigurationFingerprint(
                Ids.hash(
                        chunking.fingerprint(embedding.fingerprint(), analysisFingerprint()),
                        ofExtraction,
                        Boolean.toString(resolution.qualityValidation())),
                ofExtraction,
                degradedFingerprint(),
                chunking.preserveContext(),
                chunking.termsReachModels(),
                resolution.qualityValidation());
    }

    private String analysisFingerprint() {
        return chunking.analysisModel() == null
                ? null
                : LanguageModel.fingerprint(catalogue().find(chunking.analysisModel()), Schema.builtIn());
    }

    private static ChunkingConfig chunking(
            EffectiveConfiguration config, ModelsConfig models, boolean termsReachModels) {
        return new ChunkingConfig(
                config.get(ChunkingOptions.MAX),
                config.get(ChunkingOptions.MIN),
                config.get(ChunkingOptions.OVERLAP),
                config.get(ChunkingOptions.SEMANTIC),
                preservesContext(config),
                termsReachModels,
                models.embedding(),
                models.analysis().equals(ModelOptions.STATISTICAL) ? null : models.analysis());
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
                config.get(IndexOptions.HNSW_MIN_CHUNKS),
                config.get(IndexOptions.WORK_DIRECTORY),
                rebuild(config));
    }

    /**
     * The token of a rebuild, which is one of a kind of index: a word that has rebuilt the one is new for the other, and
     * whoever changes the kind with it does not start with an empty index. Lucene's is the word itself, as in the states of
     * versions that knew no other kind.
     */
    static String rebuild(EffectiveConfiguration config) {
        String word = config.get(IndexOptions.REBUILD);
        return word == null || !isElasticsearch(config) ? word : word + "@" + IndexKind.ELASTICSEARCH;
    }

    /** The {@code index.path} alone, whatever else the configuration says; empty where it is not set. */
    public static Optional<String> indexPath(EffectiveConfiguration config) {
        return Optional.ofNullable(config.get(IndexOptions.PATH));
    }

    /**
     * The indices in Elasticsearch alone, whatever else the configuration says; empty where they are in a directory.
     *
     * @throws IllegalArgumentException if one of their settings is not allowed
     */
    public static Optional<ElasticsearchConfig> elasticsearch(EffectiveConfiguration config) {
        return isElasticsearch(config) ? Optional.of(ElasticsearchOptions.of(config)) : Optional.empty();
    }

    private static boolean isElasticsearch(EffectiveConfiguration config) {
        return config.get(IndexOptions.KIND) == IndexKind.ELASTICSEARCH;
    }

    private static ExtractionConfig extraction(EffectiveConfiguration config, ModelsConfig models) {
        return new ExtractionConfig(
                models.entity(),
                models.relationship(),
                models.embedding(),
                config.get(ExtractionOptions.MIN_ENTITY_CONFIDENCE),
                config.get(ExtractionOptions.MIN_RELATIONSHIP_CONFIDENCE),
                config.get(ExtractionOptions.OPEN_RELATIONS),
                config.get(ExtractionOptions.THREADS),
                config.get(ExtractionOptions.CAPACITY),
                config.get(ExtractionOptions.TIMEOUT),
                config.get(ExtractionOptions.CACHE).getBytes());
    }

    /**
     * The Kafka ends alone, whatever else the configuration says.
     *
     * @throws IllegalArgumentException if one of their settings is not allowed
     */
    public static KafkaConfig kafka(EffectiveConfiguration config) {
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
