package io.knowstream.extraction;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Ids;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.catalogue.ModelKind;
import io.knowstream.inference.grounded.Schema;
import io.knowstream.inference.roles.LanguageModel;
import java.io.Serializable;
import java.time.Duration;

/**
 * How chunks are extracted.
 *
 * @param entityModel the model of the role {@code entity}, by name
 * @param relationshipModel the model of the role {@code relationship}, by name
 * @param embeddingModel the sentence embedder of the role {@code embedding}, by name
 * @param minEntityConfidence mentions below it are dropped before anything looks at them; 0 to 1
 * @param minRelationshipConfidence relations below it are dropped; 0 to 1
 * @param openRelations whether what sentences say in their own words is read too, and the concepts that they join
 * @param threads threads of one subtask that run models
 * @param capacity chunks that one subtask has under way, waiting ones included
 * @param timeout the longest time that one chunk may be in the models before the task fails, to be restarted
 * @param cacheBytes bytes of results that a task manager keeps in memory; 0 keeps none
 */
public record ExtractionConfig(
        String entityModel,
        String relationshipModel,
        String embeddingModel,
        double minEntityConfidence,
        double minRelationshipConfidence,
        boolean openRelations,
        int threads,
        int capacity,
        Duration timeout,
        long cacheBytes)
        implements Serializable {

    /** Raised with every change of the code that changes what a chunk gives. */
    private static final String CODE = "1";

    /** The same of the code that reads open relations. */
    private static final String OPEN_CODE = "1";

    public ExtractionConfig {
        requireName("models.entity", entityModel);
        requireName("models.relationship", relationshipModel);
        requireName("models.embedding", embeddingModel);
        requireProbability("extraction.min-entity-confidence", minEntityConfidence);
        requireProbability("extraction.min-relationship-confidence", minRelationshipConfidence);
        require(threads >= 1, "extraction.threads must be at least 1 (got " + threads + ")");
        require(
                capacity >= threads,
                "extraction.capacity must be at least extraction.threads, " + threads + " (got " + capacity + ")");
        require(
                timeout.compareTo(Duration.ofMillis(1)) >= 0,
                "extraction.timeout must be at least 1 ms (got " + timeout + ")");
        require(cacheBytes >= 0, "extraction.cache must not be negative (got " + cacheBytes + ")");
    }

    /** Without open relations. */
    public ExtractionConfig(
            String entityModel,
            String relationshipModel,
            String embeddingModel,
            double minEntityConfidence,
            double minRelationshipConfidence,
            int threads,
            int capacity,
            Duration timeout,
            long cacheBytes) {
        this(
                entityModel,
                relationshipModel,
                embeddingModel,
                minEntityConfidence,
                minRelationshipConfidence,
                false,
                threads,
                capacity,
                timeout,
                cacheBytes);
    }

    /**
     * The same with other models of the roles that read; vectors of two embedders cannot be compared, so that the role
     * {@code embedding} keeps its own.
     */
    public ExtractionConfig withModels(String otherEntityModel, String otherRelationshipModel) {
        return new ExtractionConfig(
                otherEntityModel,
                otherRelationshipModel,
                embeddingModel,
                minEntityConfidence,
                minRelationshipConfidence,
                openRelations,
                threads,
                capacity,
                timeout,
                cacheBytes);
    }

    /**
     * Hash of everything that a chunk's extraction depends on beside its text and context.
     *
     * @throws io.knowstream.inference.ModelException if a model is not installed
     */
    public String fingerprint(ModelCatalogue catalogue) {
        String models = Ids.hash(
                "extraction",
                CODE,
                fingerprint(catalogue.find(entityModel)),
                fingerprint(catalogue.find(relationshipModel)),
                catalogue.find(embeddingModel).fingerprint(),
                Integer.toString(Confidence.of(minEntityConfidence)),
                Integer.toString(Confidence.of(minRelationshipConfidence)));
        return openRelations
                ? Ids.hash(
                        "open relations",
                        OPEN_CODE,
                        models,
                        catalogue.find(ModelCatalogue.SYNTAX).fingerprint())
                : models;
    }

    private static String fingerprint(ModelFiles files) {
        return files.card().kind() == ModelKind.CAUSAL_LM
                ? LanguageModel.fingerprint(files, Schema.builtIn())
                : files.fingerprint();
    }

    private static void requireName(String key, String name) {
        require(name != null && !name.isBlank(), key + " must name a model (got " + name + ")");
    }

    private static void requireProbability(String key, double value) {
        require(value >= 0 && value <= 1, key + " must be between 0 and 1 (got " + value + ")");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
