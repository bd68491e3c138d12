package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.job.config.CatalogueSettings;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.config.ModelOptions;
import io.knowstream.job.config.Preset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each preset of the guide starts with models of the true shapes at its names, works, and keeps its budget. */
class PresetsITCase {

    @TempDir
    static Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"memory", "edge", "container", "speed", "balanced"})
    void startsWorksAndKeepsItsBudget(String preset) throws Exception {
        run(preset);
    }

    /** The 1.7B shape takes a gigabyte of disk and minutes: {@code mvn verify -Dlarge.tests= -Dit.test=PresetsITCase}. */
    @Tag("large")
    @ParameterizedTest
    @ValueSource(strings = {"quality", "server"})
    void startsWorksAndKeepsItsBudgetWithTheLargestModel(String preset) throws Exception {
        run(preset);
    }

    @Test
    void everyPresetOfTheGuideIsTried() {
        assertThat(List.of("builtin", "memory", "edge", "container", "speed", "balanced", "quality", "server"))
                .containsExactlyInAnyOrderElementsOf(Preset.NAMES);
    }

    private static void run(String preset) throws Exception {
        Path work = Files.createDirectories(directory.resolve(preset));
        Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "preset",
                preset,
                "models.directory",
                Files.createDirectories(directory.resolve("models")).toString(),
                "index.path",
                work.resolve("index").toString(),
                // Random weights are sure of nothing: what they find would be left out.
                "extraction.min-entity-confidence",
                "0",
                "extraction.min-relationship-confidence",
                "0"));
        EffectiveConfiguration effective = EffectiveConfiguration.load(BoundedRun.DEFAULTS, null, settings);
        ModelCatalogue catalogue = ModelCatalogue.of(CatalogueSettings.of(effective));
        for (ConfigOption<String> role :
                List.of(ModelOptions.ENTITY, ModelOptions.RELATIONSHIP, ModelOptions.ANALYSIS)) {
            StandInModels.writeMissing(catalogue, effective.get(role));
        }
        JobConfig config = JobConfig.of(EffectiveConfiguration.load(BoundedRun.DEFAULTS, null, settings));
        DemoSample sample = DemoSample.write(work.resolve("documents.jsonl"), new SampleArguments(1, 500));
        Files.createDirectories(work.resolve("rejections"));

        PresetRun.Result result;
        try (Terminal terminal = Terminal.open()) {
            result = new PresetRun(config, sample.file(), sample.ids()).run(work, 1, terminal);
        }

        assertThat(result.documents()).isEqualTo(1);
        assertThat(result.highestUsed())
                .isGreaterThan(50_000_000)
                .isLessThanOrEqualTo(config.models().budget());
        assertThat(result.highestModels()).isBetween(1, config.models().maxConcurrent());
    }
}
