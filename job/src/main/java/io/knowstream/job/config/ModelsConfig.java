package io.knowstream.job.config;

import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.catalogue.ModelCard;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelKind;
import io.knowstream.inference.catalogue.ModelRole;
import io.knowstream.inference.catalogue.ModelSelection;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.inference.roles.InferenceConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * @param minResidency how long a model stays loaded at least
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
        Duration minResidency,
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
                config.get(ModelOptions.MIN_RESIDENCY),
                config.get(ModelOptions.WHEN_LIMITED));
    }

    /**
     * The models of a configuration, chosen where it leaves the choice; whether they are installed is not looked at.
     *
     * @throws IllegalArgumentException if a setting is not allowed
     */
    public static ModelsConfig chosen(EffectiveConfiguration config, ModelCatalogue catalogue) {
        return of(config).choose(config, catalogue);
    }

    /** The same with the models that fill the roles now, where the configuration leaves the choice. */
    private ModelsConfig choose(EffectiveConfiguration config, ModelCatalogue catalogue) {
        if (config.get(ModelOptions.SELECTION) == SelectionMode.FIXED) {
            CatalogueSettings.requireSelectable(config, budget);
            return this;
        }
        Set<String> named = new TreeSet<>(Set.of(embedding));
        if (!config.isOpen(ModelOptions.ENTITY)) {
            named.add(entity);
        }
        if (!config.isOpen(ModelOptions.RELATIONSHIP)) {
            named.add(relationship);
        }
        // A built-in model that is chosen takes room from the others: they are chosen again, until none comes new.
        ModelsConfig chosen;
        do {
            List<ModelCard> loadable = new ModelRoom(this, named, catalogue).loadable();
            chosen = with(
                    config, CatalogueSettings.selector(config, budget, loadable).select());
        } while (named.addAll(chosen.byRole().values()));
        return chosen;
    }

    private ModelsConfig with(EffectiveConfiguration config, ModelSelection chosen) {
        return new ModelsConfig(
                config.isOpen(ModelOptions.ENTITY) ? chosen.entity() : entity,
                config.isOpen(ModelOptions.RELATIONSHIP) ? chosen.relationship() : relationship,
                config.isOpen(ModelOptions.ANALYSIS) ? chosen.analysis().orElse(ModelOptions.STATISTICAL) : analysis,
                embedding,
                budget,
                maxConcurrent,
                idleTimeout,
                minMemoryThreshold,
                minResidency,
                whenLimited);
    }

    /**
     * Checks that every role's model, each there to be used, can be loaded at some time.
     *
     * @throws InvalidConfigurationException naming the models that cannot, and why
     */
    public void requireRoom(ModelCatalogue catalogue) {
        new ModelRoom(this, byRole().values(), catalogue).requireForRoles();
    }

    /** What the pool of a task manager may hold of a catalogue's models; what they cost is remembered beside them. */
    InferenceConfig inference(CatalogueConfig catalogue) {
        Path directory = Path.of(catalogue.directory());
        return new InferenceConfig(
                catalogue,
                new PoolConfig(
                        budget,
                        maxConcurrent,
                        idleTimeout,
                        minMemoryThreshold,
                        minResidency,
                        Files.isDirectory(directory)
                                ? directory.resolve(".costs.json").toString()
                                : null));
    }

    /** Whether a model that reads chunks is told the key terms of the document: language models are. */
    boolean readsKeyTerms(ModelCatalogue catalogue) {
        return catalogue.card(entity).kind() == ModelKind.CAUSAL_LM
                || catalogue.card(relationship).kind() == ModelKind.CAUSAL_LM;
    }

    /** The models by the roles that they fill. */
    public Map<ModelRole, String> byRole() {
        Map<ModelRole, String> models = new EnumMap<>(ModelRole.class);
        models.put(ModelRole.ENTITY, entity);
        models.put(ModelRole.RELATIONSHIP, relationship);
        models.put(ModelRole.EMBEDDING, embedding);
        if (!analysis.equals(ModelOptions.STATISTICAL)) {
            models.put(ModelRole.ANALYSIS, analysis);
        }
        return models;
    }

    /**
     * Checks that every role's model can fill it and is there to be used.
     *
     * @throws InvalidConfigurationException naming the models that are missing or do not fit, and what to do
     */
    public void requireInstalled(ModelCatalogue catalogue) {
        Map<String, String> missing = new LinkedHashMap<>();
        Set<String> pull = new LinkedHashSet<>();
        List<String> faults = new ArrayList<>();
        byRole().forEach((role, model) -> {
            catalogue.unfit(role, model).ifPresent(fault -> {
                throw new InvalidConfigurationException(fault);
            });
            catalogue.fault(model).ifPresent(fault -> {
                missing.put(role.key(), model);
                if (!catalogue.names().contains(model)) {
                    faults.add("there is no model " + model + "; there are " + String.join(", ", catalogue.names()));
                } else if (Files.isDirectory(catalogue.directory(model).orElseThrow())) {
                    faults.add("model " + model + ": " + fault);
                } else {
                    pull.add(model);
                }
            });
        });
        if (missing.isEmpty()) {
            return;
        }
        StringBuilder what = new StringBuilder("models that are not installed: " + missing + "; installed are "
                + new TreeSet<>(
                        catalogue.installed().stream().map(ModelCard::name).toList()) + ".");
        faults.stream()
                .distinct()
                .forEach(fault -> what.append(" Of these, ").append(fault).append('.'));
        if (!pull.isEmpty()) {
            what.append(" './knowstream models pull ")
                    .append(String.join(" ", pull))
                    .append("' installs them.");
        }
        throw new InvalidConfigurationException(
                what + " Or use --preset builtin, whose models ship inside, or set these keys to installed models.");
    }
}
