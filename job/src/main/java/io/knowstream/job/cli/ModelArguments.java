package io.knowstream.job.cli;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.job.config.CatalogueSettings;
import io.knowstream.job.config.EffectiveConfiguration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands on models. */
final class ModelArguments {

    @Option(names = "--json", description = "Prints an object a line.")
    private boolean json;

    @Mixin
    private ConfigurationArguments configuration;

    @Mixin
    private Verbosity verbosity;

    boolean json() {
        return json;
    }

    EffectiveConfiguration settings() {
        return configuration.effective(Map.of(), Map.of());
    }

    /** The models of the configuration. */
    static ModelCatalogue catalogue(EffectiveConfiguration settings) {
        try {
            return ModelCatalogue.of(CatalogueSettings.of(settings));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** Refuses names of models that there are not, and of those that ship inside. */
    static void requireOwn(ModelCatalogue catalogue, List<String> names, String why) {
        requireKnown(catalogue, names);
        for (String name : names) {
            if (catalogue.card(name).builtIn()) {
                throw new UsageException("model " + name + " is built in: " + why);
            }
        }
    }

    /** Refuses names of models that there are not. */
    static void requireKnown(ModelCatalogue catalogue, List<String> names) {
        try {
            names.forEach(catalogue::card);
        } catch (ModelException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
