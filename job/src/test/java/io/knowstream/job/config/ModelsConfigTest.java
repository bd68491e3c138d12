package io.knowstream.job.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.catalogue.ModelCatalogue;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelsConfigTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        models.budget               | 63 mb      | models.budget must be at least 64 MiB = 67108864 bytes (got 66060288)
        models.max-concurrent       | 0          | models.max-concurrent must be at least 1 (got 0)
        models.min-memory-threshold | 512 mb     | models.min-memory-threshold must be less than models.budget = 536870912 bytes (got 536870912)
        """)
    void namesTheKeyTheValueAndWhatIsAllowed(String key, String value, String message) {
        assertThatThrownBy(() -> ModelsConfig.of(EffectiveConfiguration.load(null, Map.of(key, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void namesAModelThatThereIsNot() {
        ModelsConfig config = ModelsConfig.of(EffectiveConfiguration.load(null, Map.of("models.embedding", "minilm")));
        assertThatThrownBy(() -> config.requireInstalled(ModelCatalogue.builtIn()))
                .hasMessageContaining("{models.embedding=minilm}")
                .hasMessageContaining("there is no model minilm; there are knowstream-entities");
    }
}
