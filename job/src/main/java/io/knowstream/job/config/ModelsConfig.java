package io.knowstream.job.config;

import io.knowstream.inference.catalogue.ModelCatalogue;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which models fill the roles and what they may cost.
 *
 * @param entity name of the model that finds entities
 * @param relationship name of the model that finds relationships
 * @param analysis name of the model that finds the global context, or {@value ModelOptions#STATISTICAL}
 * @param embedding name of the model that embeds
 * @param budget bytes of a task manager for models and their work
 * @param maxConcurrent how many models are loaded at a time
 * @param idleTimeout how long an idle model stays loaded
 * @param minMemoryThreshold bytes of the budget that stay free for the models' work
 * @param whenLimited what a task manager does whose memory is limited
 */
public record ModelsConfig(
        String entity,
        String relationship,
        String analysis,
        String embedding,
        long budget,
        int maxConcurrent,
        Duration idleTimeout,
        long minMemoryThreshold,
        WhenLimited whenLimited) {

    private static final long SMALLEST_BUDGET = 64L << 20;

    public ModelsConfig {
        if (budget < SMALLEST_BUDGET) {
            throw new IllegalArgumentException(
                    "models.budget must be at least 64 MiB = " + SMALLEST_BUDGET + " bytes (got " + budget + ")");
        }
        if (minMemoryThreshold < 0 || minMemoryThreshold >= budget) {
            throw new IllegalArgumentException("models.min-memory-threshold must be less than models.budget = " + budget
                    + " bytes (got " + minMemoryThreshold + ")");
        }
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException("models.max-concurrent must be at least 1 (got " + maxConcurrent + ")");
        }
        if (idleTimeout.isNegative()) {
            throw new IllegalArgumentException("models.idle-timeout must not be negative (got " + idleTimeout + ")");
        }
    }

    static ModelsConfig of(EffectiveConfiguration config) {
        return new ModelsConfig(
                config.get(ModelOptions.ENTITY),
                config.get(ModelOptions.RELATIONSHIP),
                config.get(ModelOptions.ANALYSIS),
                config.get(ModelOptions.EMBEDDING),
                config.get(ModelOptions.BUDGET).getBytes(),
                config.get(ModelOptions.MAX_CONCURRENT),
                config.get(ModelOptions.IDLE_TIMEOUT),
                config.get(ModelOptions.MIN_MEMORY_THRESHOLD).getBytes(),
                config.get(ModelOptions.WHEN_LIMITED));
    }

    /**
     * Checks that every role's model is there to be used.
     *
     * @param installed the names of all installed models
     * @throws InvalidConfigurationException naming the models that are missing, and what to do
     */
    public void requireInstalled(Collection<String> installed) {
        Map<String, String> roles = new LinkedHashMap<>();
        roles.put(ModelOptions.ENTITY.key(), entity);
        roles.put(ModelOptions.RELATIONSHIP.key(), relationship);
        roles.put(ModelOptions.EMBEDDING.key(), embedding);
        if (!analysis.equals(ModelOptions.STATISTICAL)) {
            roles.put(ModelOptions.ANALYSIS.key(), analysis);
        }
        roles.values().removeIf(installed::contains);
        if (!roles.isEmpty()) {
            throw new InvalidConfigurationException("models that are not installed: " + roles
                    + "; installed are " + new TreeSet<>(installed)
                    + ". Use --preset builtin, whose models ship inside, or set these keys to installed models.");
        }
    }

    /** Checks that every role's model is among those that ship inside. */
    public void requireInstalled() {
        requireInstalled(ModelCatalogue.builtIn().names());
    }
}
