package io.knowstream.inference.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.ModelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptiveModelSelectorTest {

    private static final List<ModelCard> ALL =
            ModelCatalogue.of(new CatalogueConfig("/nowhere", "")).cards();

    // memory, most memory | quality, entity, relationship, context | latency in s, throughput a minute || models,
    // context
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
        # The guide's rules, each side of each bound.
        3000000001, 99999999999, 0.81, 0.7,  0.7,  true,  10,   6,  smollm_1_7b,  smollm_135m_instruct, smollm2_360m, true
        3000000000, 99999999999, 0.81, 0.7,  0.7,  true,  10,   6,  smollm2_360m, smollm_135m_instruct, smollm2_360m, true
        3000000001, 99999999999, 0.8,  0.7,  0.7,  true,  10,   6,  smollm2_360m, smollm_135m_instruct, smollm2_360m, true
        1000000001, 99999999999, 0.9,  0.7,  0.71, true,  10,   6,  smollm2_360m, smollm_360m_instruct, smollm2_360m, true
        1000000000, 99999999999, 0.9,  0.7,  0.71, true,  10,   6,  smollm2_135m, smollm_135m_instruct, smollm2_360m, true
        1000000001, 99999999999, 0.9,  0.7,  0.7,  true,  10,   6,  smollm2_360m, smollm_135m_instruct, smollm2_360m, true
        8000000000, 99999999999, 0.9,  0.7,  0.9,  true,  4.99, 6,  smollm_1_7b,  smollm_360m_instruct, smollm2_135m, true
        8000000000, 99999999999, 0.9,  0.7,  0.9,  true,  5,    6,  smollm_1_7b,  smollm_360m_instruct, smollm2_360m, true
        # Entity accuracy asks for the largest model as the quality target does.
        3000000001, 99999999999, 0.7,  0.81, 0.7,  true,  10,   6,  smollm_1_7b,  smollm_135m_instruct, smollm2_360m, true
        3000000001, 99999999999, 0.7,  0.8,  0.7,  true,  10,   6,  smollm2_360m, smollm_135m_instruct, smollm2_360m, true
        2000000000, 99999999999, 0.7,  0.81, 0.7,  true,  10,   6,  smollm2_360m, smollm_135m_instruct, smollm2_360m, true
        # The most memory bounds the budget.
        8000000000, 1000000000,  0.9,  0.9,  0.9,  true,  10,   6,  smollm2_135m, smollm_135m_instruct, smollm2_360m, true
        8000000000, 2000000000,  0.9,  0.9,  0.9,  true,  10,   6,  smollm2_360m, smollm_360m_instruct, smollm2_360m, true
        # Throughput: classes that are too slow are left out, the fast one stays.
        8000000000, 99999999999, 0.9,  0.9,  0.9,  true,  10,  6.1, smollm2_360m, smollm_360m_instruct, smollm2_360m, true
        8000000000, 99999999999, 0.9,  0.9,  0.9,  true,  10,  13,  smollm2_360m, smollm_360m_instruct, smollm2_360m, true
        8000000000, 99999999999, 0.9,  0.9,  0.9,  true,  10,  14,  smollm2_135m, smollm_135m_instruct, smollm2_135m, true
        8000000000, 99999999999, 0.9,  0.9,  0.9,  true,  10,  1e6, smollm2_135m, smollm_135m_instruct, smollm2_135m, true
        # Without context preservation the context gets the small model.
        8000000000, 99999999999, 0.7,  0.7,  0.7,  false, 10,   6,  smollm2_360m, smollm_135m_instruct, smollm2_135m, false
        # What takes more than the memory by itself is never chosen.
        400000000,  99999999999, 0.7,  0.7,  0.7,  true,  10,   6,  smollm2_135m, smollm_135m_instruct, smollm2_135m, true
        100000000,  99999999999, 0.7,  0.7,  0.7,  true,  10,   6,  knowstream-entities, knowstream-relations, , true
        """)
    void choosesByItsTable(
            long memory,
            long mostMemory,
            double quality,
            double entityAccuracy,
            double relationshipAccuracy,
            boolean context,
            double latency,
            double throughput,
            String entity,
            String relationship,
            String analysis,
            boolean preserve) {
        assertThat(new AdaptiveModelSelector(
                                memory,
                                new QualityRequirements(quality, entityAccuracy, relationshipAccuracy, context),
                                new PerformanceConstraints(
                                        Duration.ofMillis(Math.round(latency * 1000)), mostMemory, throughput),
                                ALL)
                        .select())
                .isEqualTo(new ModelSelection(entity, relationship, Optional.ofNullable(analysis), preserve));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # installed                                        | entity              | relationship         | analysis
        smollm2_360m smollm2_135m smollm_135m_instruct     | smollm2_360m        | smollm_135m_instruct | smollm2_360m
        smollm2_135m                                       | smollm2_135m        | smollm2_135m         | smollm2_135m
        smollm_135m smollm_360m_instruct                   | smollm_360m_instruct | smollm_360m_instruct | smollm_360m_instruct
        bert-base-ner smollm2_135m                         | smollm2_135m        | smollm2_135m         | smollm2_135m
        bert-base-ner                                      | bert-base-ner       | knowstream-relations |
        all-minilm-l6-v2                                   | knowstream-entities | knowstream-relations |
        """)
    void takesTheNextBestOfThoseThatAreInstalled(
            String installed, String entity, String relationship, String analysis) {
        assertThat(selector(only(installed + " "
                                + String.join(" ", ModelCatalogue.builtIn().names())))
                        .select())
                .isEqualTo(new ModelSelection(entity, relationship, Optional.ofNullable(analysis), true));
    }

    @Test
    void givesTheSameWhateverTheOrderOfTheInstalled() {
        List<ModelCard> reversed = new java.util.ArrayList<>(ALL);
        java.util.Collections.reverse(reversed);
        assertThat(selector(reversed).select()).isEqualTo(selector(ALL).select());
    }

    @Test
    void saysWhichRoleNothingCanFill() {
        assertThatThrownBy(() -> selector(only("all-minilm-l6-v2")).select())
                .isInstanceOf(ModelException.class)
                .hasMessage("no installed model can fill the role entity within 8000000000 bytes; installed are"
                        + " [all-minilm-l6-v2]");
        assertThatThrownBy(() -> selector(only("bert-base-ner")).select())
                .hasMessageContaining("the role relationship");
    }

    @Test
    void findsTheSmallerModelOfARole() {
        assertThat(smaller(ModelRole.ENTITY, ALL)).contains("knowstream-entities");
        assertThat(smaller(ModelRole.ANALYSIS, only("smollm_1_7b smollm2_360m")))
                .contains("smollm2_360m");
        assertThat(smaller(ModelRole.ANALYSIS, only("bert-base-ner"))).isEmpty();
        ModelCard large = only("smollm2_360m").get(0);
        assertThat(AdaptiveModelSelector.smallerModelOf(ModelRole.ENTITY, large, ALL)
                        .map(ModelCard::name))
                .contains("smollm2_135m".compareTo("smollm_135m") < 0 ? "smollm2_135m" : "smollm_135m");
        assertThat(AdaptiveModelSelector.smallerModelOf(ModelRole.ENTITY, large, only("smollm_1_7b smollm2_360m")))
                .isEmpty();
    }

    private static Optional<String> smaller(ModelRole role, List<ModelCard> installed) {
        return AdaptiveModelSelector.smallerModelOf(role, installed).map(ModelCard::name);
    }

    private static AdaptiveModelSelector selector(List<ModelCard> installed) {
        return new AdaptiveModelSelector(
                8_000_000_000L,
                new QualityRequirements(0.7, 0.7, 0.9, true),
                new PerformanceConstraints(Duration.ofSeconds(10), Long.MAX_VALUE, 6),
                installed);
    }

    private static List<ModelCard> only(String names) {
        List<String> wanted = Arrays.asList(names.split(" "));
        return ALL.stream().filter(card -> wanted.contains(card.name())).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, 10, 1, 1",
        "NaN, 10, 1, 1",
        "-0.1, 10, 1, 1",
        "0.5, 0, 1, 1",
        "0.5, 10, 0, 1",
        "0.5, 10, 1, -1",
        "0.5, 10, 1, NaN"
    })
    void refusesWhatCannotBeMeant(double share, long latency, long memory, double throughput) {
        assertThatThrownBy(() -> {
                    new QualityRequirements(0.5, share, 0.5, true);
                    new PerformanceConstraints(Duration.ofSeconds(latency), memory, throughput);
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("models.")
                .hasMessageContaining("(got ");
    }
}
