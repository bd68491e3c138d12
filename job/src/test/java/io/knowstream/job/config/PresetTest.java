package io.knowstream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.catalogue.ModelCatalogue;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of the performance tuning guide, written out. */
class PresetTest {

    private static final CatalogueConfig EMPTY = new CatalogueConfig("/nowhere", "");

    // budget in bytes, models at a time, idle timeout in seconds, minimum threshold in bytes | models of the roles
    // entity, relationship and analysis | chunks: max, min, overlap | confidences | context, quality validation
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
        memory,      800000000, 1,   30,  100000000, smollm2_135m, smollm_135m,          smollm2_135m,  512,  64,  16, 0.4, 0.3, false, false
        speed,      4000000000, 3,  600,  500000000, smollm2_135m, smollm_135m,          smollm2_135m, 1024, 128,  32, 0.5, 0.4, false, false
        quality,    8000000000, 5, 1800, 1000000000, smollm_1_7b,  smollm_360m_instruct, smollm2_360m, 4096, 256, 128, 0.8, 0.7, true,  true
        balanced,   2000000000, 3,  300,  200000000, smollm2_360m, smollm_360m_instruct, smollm2_135m, 2048, 128,  64, 0.6, 0.5, true,  true
        container,  1500000000, 2,   60,  200000000, smollm2_135m, smollm_135m,          smollm2_135m, 1024, 128,  32, 0.5, 0.4, true,  false
        edge,        500000000, 1,   30,   50000000, smollm2_135m, smollm_135m,          smollm2_135m,  512,  64,  16, 0.4, 0.3, false, false
        server,    16000000000, 8, 3600, 2000000000, smollm_1_7b,  smollm_360m_instruct, smollm2_360m, 4096, 256, 128, 0.8, 0.7, true,  true
        builtin,     536870912, 3,  300,  200000000, knowstream-entities, knowstream-relations, statistical, 2048, 128, 64, 0.6, 0.5, true, true
        """)
    void hasTheNumbersOfTheGuide(
            String preset,
            long budget,
            int concurrent,
            long idle,
            long threshold,
            String entity,
            String relationship,
            String analysis,
            int max,
            int min,
            int overlap,
            double entityConfidence,
            double relationshipConfidence,
            boolean context,
            boolean quality) {
        EffectiveConfiguration config = EffectiveConfiguration.load(null, Map.of("preset", preset));
        assertThat(ModelsConfig.of(config))
                .isEqualTo(new ModelsConfig(
                        entity,
                        relationship,
                        analysis,
                        "knowstream-embedding",
                        budget,
                        concurrent,
                        Duration.ofSeconds(idle),
                        threshold,
                        Duration.ofSeconds(1),
                        WhenLimited.WAIT));
        assertThat(config.get(ChunkingOptions.MAX)).isEqualTo(max);
        assertThat(config.get(ChunkingOptions.MIN)).isEqualTo(min);
        assertThat(config.get(ChunkingOptions.OVERLAP)).isEqualTo(overlap);
        assertThat(config.get(ChunkingOptions.PRESERVE_CONTEXT)).isEqualTo(context);
        assertThat(config.get(ExtractionOptions.MIN_ENTITY_CONFIDENCE)).isEqualTo(entityConfidence);
        assertThat(config.get(ExtractionOptions.MIN_RELATIONSHIP_CONFIDENCE)).isEqualTo(relationshipConfidence);
        assertThat(config.get(ExtractionOptions.QUALITY_VALIDATION)).isEqualTo(quality);
    }

    @Test
    void setsEveryKeyOfTheGuideAndNoOther() {
        String[] keys = {
            "models.budget",
            "models.max-concurrent",
            "models.idle-timeout",
            "models.min-memory-threshold",
            "models.entity",
            "models.relationship",
            "models.analysis",
            "chunking.max",
            "chunking.min",
            "chunking.overlap",
            "chunking.preserve-context",
            "extraction.min-entity-confidence",
            "extraction.min-relationship-confidence",
            "quality.validation"
        };
        for (String preset : Preset.NAMES) {
            assertThat(Preset.read(preset).keySet())
                    .as(preset)
                    .containsExactlyInAnyOrderElementsOf(Arrays.asList(keys));
        }
    }

    @Test
    void isTheBuiltInOneByDefault() {
        EffectiveConfiguration config = EffectiveConfiguration.load(null, Map.of());
        for (String key : Preset.read("builtin").keySet()) {
            assertThat(config.source(key)).isEqualTo("preset builtin");
        }
        ModelsConfig.of(config).requireInstalled(ModelCatalogue.of(EMPTY));
    }

    @Test
    void refusesModelsThatAreNotInstalledAndSaysWhatToDo() {
        EffectiveConfiguration config = EffectiveConfiguration.load(null, Map.of("preset", "memory"));
        assertThatThrownBy(() -> ModelsConfig.of(config).requireInstalled(ModelCatalogue.of(EMPTY)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("models that are not installed: {models.entity=smollm2_135m, "
                        + "models.relationship=smollm_135m, models.analysis=smollm2_135m}")
                .hasMessageContaining("knowstream-entities")
                .hasMessageContaining("'./knowstream models pull smollm2_135m smollm_135m' installs them")
                .hasMessageContaining("--preset builtin");
    }

    @Test
    void namesThosePresetsThatThereAre() {
        assertThatThrownBy(() -> EffectiveConfiguration.load(null, Map.of("preset", "fast")))
                .hasMessage("there is no preset fast; there are builtin, balanced, speed, quality, memory, container,"
                        + " edge, server");
    }
}
