package io.knowstream.job.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.job.config.CatalogueSettings;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.ModelsConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ModelsCheckTest {

    @Test
    void aModelThatTakesTooLongToReadIsNotSound() throws Exception {
        EffectiveConfiguration config = EffectiveConfiguration.load(null, Map.of());
        ModelCatalogue catalogue = ModelCatalogue.of(CatalogueSettings.of(config));
        ModelsConfig models = ModelsConfig.chosen(config, catalogue);
        Map<String, String> figures = new LinkedHashMap<>();
        CountDownLatch never = new CountDownLatch(1);
        List<Finding> findings = ModelsCheck.of(
                models,
                catalogue,
                name -> {
                    never.await();
                    return List.of();
                },
                Duration.ofMillis(1),
                figures);
        assertThat(findings).isEmpty();
        assertThat(figures.get("model " + models.entity()))
                .endsWith(", not checked within 0 s: ./knowstream models check " + models.entity())
                .doesNotContain("sound");
    }
}
