package io.knowstream.extraction;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Mention;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.encoder.BertTokenClassifier;
import io.knowstream.inference.encoder.Embedder;
import io.knowstream.inference.encoder.RelationClassifier;
import io.knowstream.inference.encoder.SyntaxParser;
import io.knowstream.inference.encoder.TokenClassifier;
import io.knowstream.inference.encoder.TokenFeatures;
import io.knowstream.inference.grounded.Schema;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.inference.roles.LanguageModel;
import io.knowstream.inference.roles.RoleModels;
import io.knowstream.metrics.ModelMeter;
import io.knowstream.metrics.Recorder;
import java.util.List;
import java.util.function.Supplier;

/** The models of a configuration, by the roles that they fill, until closed. Thread-safe once made. */
final class ExtractionModels implements ChunkExtractor.Source {

    private final RoleModels models;
    private final Recorder recorder;
    private final int minEntityConfidence;
    private final int minRelationshipConfidence;
    /** Null where a language model fills the role. */
    private final Supplier<EntityFinder> entityFinders;
    /** Null where a language model fills the role. */
    private final RelationClassifier relationshipModel;
    /** Of the encoder for relationships. */
    private final ModelMeter relationshipMeter;

    /** Null where what sentences say in their own words is not asked for. */
    private final SyntaxParser syntaxModel;

    private final Embedder embedder;
    /** Null where an encoder fills the role. */
    private final LanguageModel entityLanguageModel;
    /** Null where an encoder fills the role. */
    private final LanguageModel relationshipLanguageModel;
    /** Null where entities are found. */
    private final GivenEntities.Source given;

    /** The models of a job. */
    ExtractionModels(ExtractionConfig config, InferenceConfig inference, Recorder recorder) {
        this(config, inference, null, recorder);
    }

    /**
     * Finds the models, and loads those that are always held.
     *
     * @param given takes the place of the model for entities; null for none
     * @throws io.knowstream.inference.ModelException if a model is not installed, does not fit or cannot be loaded
     */
    private ExtractionModels(
            ExtractionConfig config, InferenceConfig inference, GivenEntities.Source given, Recorder recorder) {
        this.given = given;
        this.models = RoleModels.open(inference, recorder);
        this.recorder = recorder;
        this.minEntityConfidence = Confidence.of(config.minEntityConfidence());
        this.minRelationshipConfidence = Confidence.of(config.minRelationshipConfidence());
        try {
            boolean entitiesSpoken = given == null && models.isLanguageModel(config.entityModel());
            boolean relationshipsSpoken = models.isLanguageModel(config.relationshipModel());
            this.entityFinders = entitiesSpoken ? null : entityFinders(config.entityModel());
            this.relationshipModel = relationshipsSpoken
                    ? null
                    : models.hold(RelationClassifier.of(models.find(config.relationshipModel())));
            this.relationshipMeter = models.meter(config.relationshipModel());
            this.syntaxModel =
                    config.openRelations() ? models.hold(SyntaxParser.of(models.find(ModelCatalogue.SYNTAX))) : null;
            this.embedder = models.embedder(config.embeddingModel());
            this.entityLanguageModel = entitiesSpoken
                    ? models.languageModel(config.entityModel(), config.threads(), config.timeout())
                    : null;
            this.relationshipLanguageModel = relationshipsSpoken
                    ? models.languageModel(
                            config.relationshipModel(), entitiesSpoken ? 0 : config.threads(), config.timeout())
                    : null;
        } catch (RuntimeException | Error e) {
            models.close();
            throw e;
        }
    }

    private Supplier<EntityFinder> entityFinders(String name) {
        if (given != null) {
            return () -> chunk -> given.apply(chunk.text()).mentions();
        }
        ModelFiles files = models.find(name);
        if (RoleModels.readsFeatures(files)) {
            TokenClassifier model = models.hold(TokenClassifier.of(files));
            ModelMeter meter = models.meter(files.name());
            return () -> new TaggedEntities(model, minEntityConfidence, meter);
        }
        BertEntities finder = new BertEntities(models.borrow(BertTokenClassifier.of(files)), minEntityConfidence);
        return () -> finder;
    }

    /** Opens a reader over the models of a configuration: stage by stage where a language model fills a role. */
    static ChunkReader open(ExtractionConfig config, InferenceConfig inference, Recorder recorder, String task) {
        return open(config, inference, null, recorder, task);
    }

    /** The same with entities that are given; null for none. */
    static ChunkReader open(
            ExtractionConfig config,
            InferenceConfig inference,
            GivenEntities.Source given,
            Recorder recorder,
            String task) {
        ExtractionModels models = new ExtractionModels(config, inference, given, recorder);
        return models.entityLanguageModel == null && models.relationshipLanguageModel == null
                ? new EncoderReader(models, config.threads(), config.timeout(), recorder, task)
                : new StagedReader(models, config.threads(), config.timeout(), recorder, task);
    }

    @Override
    public Extractor newExtractor() {
        EntityFinder entities = entityFinders == null ? null : entityFinders.get();
        TokenFeatures shared = entities instanceof TaggedEntities tagged ? tagged.features() : null;
        return new Extractor(
                entities,
                relationshipModel == null
                        ? null
                        : new PairRelationships(
                                relationshipModel,
                                minRelationshipConfidence,
                                relationshipMeter,
                                shared,
                                given == null ? Coreference::of : this::givenCoreference),
                syntaxModel == null
                        ? null
                        : new OpenRelations(
                                syntaxModel, minRelationshipConfidence, models.meter(ModelCatalogue.SYNTAX), shared),
                embedder,
                recorder);
    }

    private Coreference givenCoreference(ChunkText chunk, List<Mention> mentions) {
        return Coreference.given(chunk, mentions, given.apply(chunk.text()).entities());
    }

    /** The first stage: by the language model of the role, or on an encoder's thread. */
    EntityStage entityStage(EncoderThreads<Extractor> threads) {
        return entityLanguageModel == null
                ? (chunk, context, clock) -> threads.run(extractor -> extractor.mentions(chunk, clock))
                : new GroundedEntityStage(entityLanguageModel, Schema.builtIn(), minEntityConfidence, recorder);
    }

    /** The second stage: by the language model of the role, or on an encoder's thread. */
    RelationshipStage relationshipStage(EncoderThreads<Extractor> threads) {
        return relationshipLanguageModel == null
                ? (chunk, mentions, context, clock) ->
                        threads.run(extractor -> extractor.relations(chunk, mentions, clock))
                : new GroundedRelationshipStage(
                        relationshipLanguageModel, Schema.builtIn(), minRelationshipConfidence, recorder);
    }

    @Override
    public void close() {
        models.close();
    }
}
