package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelCatalogue;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExtractionConfigTest {

    @Test
    void fingerprintCoversWhatAResultDependsOnAndNothingElse() {
        String fingerprint = with(0.7, 0.6, 1, 0).fingerprint(ModelCatalogue.builtIn());

        assertThat(with(0.7, 0.6, 4, 99).fingerprint(ModelCatalogue.builtIn())).isEqualTo(fingerprint);
        assertThat(with(0.8, 0.6, 1, 0).fingerprint(ModelCatalogue.builtIn())).isNotEqualTo(fingerprint);
        assertThat(with(0.7, 0.7, 1, 0).fingerprint(ModelCatalogue.builtIn())).isNotEqualTo(fingerprint);
    }

    @Test
    void openRelationsChangeTheFingerprint() {
        ExtractionConfig open = new ExtractionConfig(
                ModelCatalogue.ENTITIES,
                ModelCatalogue.RELATIONS,
                ModelCatalogue.EMBEDDING,
                0.7,
                0.6,
                true,
                1,
                4,
                Duration.ofSeconds(1),
                0);

        assertThat(open.fingerprint(ModelCatalogue.builtIn()))
                .isNotEqualTo(with(0.7, 0.6, 1, 0).fingerprint(ModelCatalogue.builtIn()));
        assertThat(open.withModels(ModelCatalogue.ENTITIES, ModelCatalogue.RELATIONS))
                .isEqualTo(open);
    }

    @Test
    void aModelThatIsNotInstalledHasNoFingerprint() {
        ExtractionConfig config =
                new ExtractionConfig("smollm2_135m", "r", "e", 0.5, 0.5, 1, 1, Duration.ofSeconds(1), 0);
        assertThatThrownBy(() -> config.fingerprint(ModelCatalogue.builtIn()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model smollm2_135m is not installed");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> with(1.5, 0.6, 1, 0))
                .hasMessage("extraction.min-entity-confidence must be between 0 and 1 (got 1.5)");
        assertThatThrownBy(() -> with(0.7, Double.NaN, 1, 0))
                .hasMessage("extraction.min-relationship-confidence must be between 0 and 1 (got NaN)");
        assertThatThrownBy(() -> with(0.7, 0.6, 0, 0)).hasMessage("extraction.threads must be at least 1 (got 0)");
        assertThatThrownBy(() -> with(0.7, 0.6, 5, 0))
                .hasMessage("extraction.capacity must be at least extraction.threads, 5 (got 4)");
        assertThatThrownBy(() -> with(0.7, 0.6, 1, -1)).hasMessage("extraction.cache must not be negative (got -1)");
        assertThatThrownBy(() -> new ExtractionConfig(" ", "r", "e", 0.5, 0.5, 1, 1, Duration.ofSeconds(1), 0))
                .hasMessage("models.entity must name a model (got  )");
        assertThatThrownBy(() -> new ExtractionConfig("n", "r", "e", 0.5, 0.5, 1, 1, Duration.ZERO, 0))
                .hasMessage("extraction.timeout must be at least 1 ms (got PT0S)");
    }

    private static ExtractionConfig with(double entity, double relationship, int threads, long cache) {
        return new ExtractionConfig(
                ModelCatalogue.ENTITIES,
                ModelCatalogue.RELATIONS,
                ModelCatalogue.EMBEDDING,
                entity,
                relationship,
                threads,
                4,
                Duration.ofSeconds(1),
                cache);
    }
}
