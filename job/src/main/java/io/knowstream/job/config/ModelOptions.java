package io.knowstream.job.config;

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

    /** Limited memory. */
    public static final ConfigOption<WhenLimited> WHEN_LIMITED = ConfigOptions.key("models.when-limited")
            .enumType(WhenLimited.class)
            .defaultValue(WhenLimited.WAIT)
            .withDescription("What a task manager does whose memory for models is limited (60 to 80 % of the budget in"
                    + " use): 'wait' extracts in full and lets work queue; 'degrade' cuts chunks of half the size and"
                    + " uses the smaller model of a role, and extracts such documents again when memory is available."
                    + " Above 80 % work queues in both.");

    static final List<ConfigOption<?>> ALL = List.of(
            ENTITY,
            RELATIONSHIP,
            ANALYSIS,
            EMBEDDING,
            BUDGET,
            MAX_CONCURRENT,
            IDLE_TIMEOUT,
            MIN_MEMORY_THRESHOLD,
            WHEN_LIMITED);

    private ModelOptions() {}
}
