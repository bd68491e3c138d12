package io.knowstream.job.config;

import io.knowstream.inference.catalogue.HubConfig;
import io.knowstream.inference.catalogue.ModelCatalogue;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Keys of which models fill the roles and what they may cost. */
public final class ModelOptions {

    /** The analysis of the job itself: statistics of the text, no model. */
    static final String STATISTICAL = "statistical";

    /** Role entity. */
    public static final ConfigOption<String> ENTITY = ConfigOptions.key("models.entity")
            .stringType()
            .defaultValue(ModelCatalogue.ENTITIES)
            .withDescription("The model that finds entities.");

    /** Role relationship. */
    public static final ConfigOption<String> RELATIONSHIP = ConfigOptions.key("models.relationship")
            .stringType()
            .defaultValue(ModelCatalogue.RELATIONS)
            .withDescription("The model that finds relationships between them.");

    /** Role analysis. */
    public static final ConfigOption<String> ANALYSIS = ConfigOptions.key("models.analysis")
            .stringType()
            .defaultValue(STATISTICAL)
            .withDescription("The model that finds a document's global context; '" + STATISTICAL
                    + "' is the built-in analysis of title, key terms and lead, which needs none.");

    /** Role embedding. */
    public static final ConfigOption<String> EMBEDDING = ConfigOptions.key("models.embedding")
            .stringType()
            .defaultValue(ModelCatalogue.EMBEDDING)
            .withDescription("The model that embeds sentences and chunks in 384 dimensions.");

    /** Budget. */
    public static final ConfigOption<MemorySize> BUDGET = ConfigOptions.key("models.budget")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(512))
            .withDescription("Memory of a task manager for models and their work.");

    /** Models at a time. */
    public static final ConfigOption<Integer> MAX_CONCURRENT = ConfigOptions.key("models.max-concurrent")
            .intType()
            .defaultValue(3)
            .withDescription("How many models are loaded at a time, the built-in ones not counted.");

    /** Idle models. */
    public static final ConfigOption<Duration> IDLE_TIMEOUT = ConfigOptions.key("models.idle-timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription("How long a model that nobody uses stays loaded.");

    /** Working memory. */
    public static final ConfigOption<MemorySize> MIN_MEMORY_THRESHOLD = ConfigOptions.key("models.min-memory-threshold")
            .memoryType()
            .defaultValue(new MemorySize(200_000_000))
            .withDescription("The part of the budget that stays free for the models' work.");

    /** Churn. */
    public static final ConfigOption<Duration> MIN_RESIDENCY = ConfigOptions.key("models.min-residency")
            .durationType()
            .defaultValue(Duration.ofSeconds(1))
            .withDescription(
                    "How long a model stays loaded at least, however many others wait for its room: models that"
                            + " share it take turns of at least as long.");

    /** Limited memory. */
    public static final ConfigOption<WhenLimited> WHEN_LIMITED = ConfigOptions.key("models.when-limited")
            .enumType(WhenLimited.class)
            .defaultValue(WhenLimited.WAIT)
            .withDescription("What a task manager does whose memory for models is limited (60 to 80 % of the budget in"
                    + " use): 'wait' extracts in full and lets work queue; 'degrade' cuts chunks of half the size and"
                    + " uses the smaller model of a role, and extracts such documents again when memory is available."
                    + " Above 80 % work queues in both.");

    /** Where models are installed. */
    public static final ConfigOption<String> DIRECTORY = ConfigOptions.key("models.directory")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Where models are installed, one folder a name: the same on every machine, or shared by them."
                            + " Without it $XDG_DATA_HOME/knowstream/models, or ~/.local/share/knowstream/models.");

    /** Models of the user. */
    public static final ConfigOption<String> CATALOGUE = ConfigOptions.key("models.catalogue")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Models that go over those of conf/models.yaml, which explains the form: a file, or the lines"
                            + " themselves.");

    /** Where models are pulled from. */
    public static final ConfigOption<String> HUB = ConfigOptions.key("models.hub")
            .stringType()
            .defaultValue(HubConfig.DEFAULT)
            .withDescription("The hub that './knowstream models pull' gets models from, or a mirror of it.");

    /** How models are chosen. */
    public static final ConfigOption<SelectionMode> SELECTION = ConfigOptions.key("models.selection")
            .enumType(SelectionMode.class)
            .defaultValue(SelectionMode.FIXED)
            .withDescription(
                    "'fixed': the models are those that are named above. 'adaptive': when the job starts, those of"
                            + " entity, relationship and analysis are chosen from the installed ones that fit the budget, by"
                            + " requirements and constraints, and chunking.preserve-context with them; what the file or the"
                            + " command line names stays.");

    /** Quality. */
    public static final ConfigOption<Double> QUALITY_TARGET = ConfigOptions.key("models.requirements.quality-target")
            .doubleType()
            .defaultValue(0.7)
            .withDescription("Adaptive selection: above 0.8, entities get the largest model, given 3 GB.");

    /** Entities. */
    public static final ConfigOption<Double> ENTITY_ACCURACY = ConfigOptions.key("models.requirements.entity-accuracy")
            .doubleType()
            .defaultValue(0.7)
            .withDescription("Adaptive selection: above 0.8, entities get the largest model, given 3 GB.");

    /** Relationships. */
    public static final ConfigOption<Double> RELATIONSHIP_ACCURACY = ConfigOptions.key(
                    "models.requirements.relationship-accuracy")
            .doubleType()
            .defaultValue(0.7)
            .withDescription("Adaptive selection: above 0.7, relationships get a larger model, given 1 GB.");

    /** Context. */
    public static final ConfigOption<Boolean> CONTEXT_PRESERVATION = ConfigOptions.key(
                    "models.requirements.context-preservation")
            .booleanType()
            .defaultValue(true)
            .withDescription(
                    "Adaptive selection: whether the global context goes with each chunk; it then gets a larger"
                            + " model where the latency allows it.");

    /** Latency. */
    public static final ConfigOption<Duration> MAX_LATENCY = ConfigOptions.key("models.constraints.max-latency")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("Adaptive selection: for one document; under 5 s, the global context gets a small model.");

    /** Memory. */
    public static final ConfigOption<MemorySize> MAX_MEMORY = ConfigOptions.key("models.constraints.max-memory")
            .memoryType()
            .noDefaultValue()
            .withDescription("Adaptive selection: models are chosen as if the budget were no more than this.");

    /** Throughput. */
    public static final ConfigOption<Double> THROUGHPUT_TARGET = ConfigOptions.key(
                    "models.constraints.throughput-target")
            .doubleType()
            .defaultValue(6.0)
            .withDescription(
                    "Adaptive selection: documents a minute; above 6 no slow model is chosen, above 13 none but"
                            + " fast ones.");

    static final List<ConfigOption<?>> ALL = List.of(
            ENTITY,
            RELATIONSHIP,
            ANALYSIS,
            EMBEDDING,
            BUDGET,
            MAX_CONCURRENT,
            IDLE_TIMEOUT,
            MIN_MEMORY_THRESHOLD,
            MIN_RESIDENCY,
            WHEN_LIMITED,
            DIRECTORY,
            CATALOGUE,
            HUB,
            SELECTION,
            QUALITY_TARGET,
            ENTITY_ACCURACY,
            RELATIONSHIP_ACCURACY,
            CONTEXT_PRESERVATION,
            MAX_LATENCY,
            MAX_MEMORY,
            THROUGHPUT_TARGET);

    private ModelOptions() {}
}
