package io.knowstream.job.config;

import io.knowstream.inference.catalogue.ModelCard;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.roles.RoleModels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a budget leaves for one model beside the working memory and the built-in models, which stay loaded. A model takes
 * what the catalogue estimates, or what the pool will ask for before it loads those files, if that is more. What was
 * measured differs from run to run, and which models a job takes must not. Immutable.
 */
final class ModelRoom {

    /** What a built-in model takes, which stays in memory: 80 to 84 MB were measured. */
    private static final long BUILT_IN = 100_000_000;

    private final ModelsConfig models;
    private final ModelCatalogue catalogue;
    /** The built-in models that stay loaded. */
    private final Set<String> pinned = new TreeSet<>();

    /**
     * @param models the budget, and whether the built-in models are loaded besides, to extract the degraded way
     * @param named the models that are sure to be loaded, built-in or not; some may not exist
     */
    ModelRoom(ModelsConfig models, Collection<String> named, ModelCatalogue catalogue) {
        this.models = models;
        this.catalogue = catalogue;
        List<String> loaded = new ArrayList<>(named);
        if (models.whenLimited() == WhenLimited.DEGRADE) {
            loaded.addAll(List.of(ModelCatalogue.ENTITIES, ModelCatalogue.RELATIONS));
        }
        catalogue.cards().stream()
                .filter(card -> card.builtIn() && loaded.contains(card.name()))
                .forEach(card -> pinned.add(card.name()));
    }

    /** Bytes for one model; negative where not even the built-in ones have room. */
    long bytes() {
        return models.budget() - models.minMemoryThreshold() - pinned.size() * BUILT_IN;
    }

    /** The installed models that can be loaded. */
    List<ModelCard> loadable() {
        return catalogue.installed().stream().filter(this::fits).toList();
    }

    /** Whether a model can ever be loaded. The built-in ones are room that is taken already. */
    private boolean fits(ModelCard card) {
        return card.builtIn() || bytes(card) <= bytes();
    }

    private long bytes(ModelCard card) {
        return Math.max(card.memory(), RoleModels.estimatedBytes(card.kind(), catalogue.weightBytes(card.name())));
    }

    /**
     * Checks that the model of every role can be loaded at some time.
     *
     * @throws InvalidConfigurationException naming the models that cannot, what they take, and what there is for them
     */
    void requireForRoles() {
        List<String> tooLarge = new ArrayList<>();
        long most = 0;
        for (var role : models.byRole().entrySet()) {
            ModelCard card = catalogue.card(role.getValue());
            if (!fits(card)) {
                tooLarge.add(role.getKey().key() + ": " + card.name() + " (" + bytes(card) + " bytes)");
                most = Math.max(most, bytes(card));
            }
        }
        if (!tooLarge.isEmpty()) {
            throw new InvalidConfigurationException(
                    "models that can never be loaded, by the sizes of their files and the catalogue's estimates: "
                            + String.join(", ", tooLarge) + ". Of models.budget = " + models.budget() + " bytes, "
                            + models.minMemoryThreshold()
                            + " are kept for their work (models.min-memory-threshold) and "
                            + pinned.size() * BUILT_IN + " for built-in models, which stay loaded: " + pinned
                            + "; so a model can have " + Math.max(0, bytes()) + ". A budget of "
                            + (models.budget() + most - bytes())
                            + " is enough for one after the other, or name smaller models.");
        }
    }
}
