package io.knowstream.job.config;

import io.knowstream.inference.catalogue.AdaptiveModelSelector;
import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.catalogue.ModelCard;
import io.knowstream.inference.catalogue.PerformanceConstraints;
import io.knowstream.inference.catalogue.QualityRequirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/** Reads which models there are, and by what they are chosen. */
public final class CatalogueSettings {

    private CatalogueSettings() {}

    /**
     * What the catalogue is made of.
     *
     * @throws InvalidConfigurationException if the user's file cannot be read
     */
    public static CatalogueConfig of(EffectiveConfiguration config) {
        String directory = config.get(ModelOptions.DIRECTORY);
        String own = config.get(ModelOptions.CATALOGUE);
        return new CatalogueConfig(
                directory == null
                        ? CatalogueConfig.defaults().directory()
                        // The record refuses it, where the absolute path of nothing would be the working directory.
                        : directory.isBlank()
                                ? directory
                                : Path.of(directory).toAbsolutePath().toString(),
                own == null ? "" : text(own));
    }

    private static String text(String fileOrLines) {
        if (fileOrLines.contains("\n") || fileOrLines.startsWith("{")) {
            return fileOrLines;
        }
        try {
            return Files.readString(Path.of(fileOrLines), StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw new InvalidConfigurationException(
                    ModelOptions.CATALOGUE.key() + " must be a file, or lines of YAML (" + fileOrLines
                            + " cannot be read: " + e + ")",
                    e);
        }
    }

    /** Refuses wrong values of what models are chosen by, also where nothing is chosen. */
    static void requireSelectable(EffectiveConfiguration config, long budget) {
        selector(config, budget, List.of());
    }

    /** What chooses the models of a configuration. */
    static AdaptiveModelSelector selector(EffectiveConfiguration config, long budget, List<ModelCard> installed) {
        MemorySize memory = config.get(ModelOptions.MAX_MEMORY);
        return new AdaptiveModelSelector(
                budget,
                new QualityRequirements(
                        config.get(ModelOptions.QUALITY_TARGET),
                        config.get(ModelOptions.ENTITY_ACCURACY),
                        config.get(ModelOptions.RELATIONSHIP_ACCURACY),
                        config.get(ModelOptions.CONTEXT_PRESERVATION)),
                new PerformanceConstraints(
                        config.get(ModelOptions.MAX_LATENCY),
                        memory == null ? budget : memory.getBytes(),
                        config.get(ModelOptions.THROUGHPUT_TARGET)),
                installed);
    }
}
