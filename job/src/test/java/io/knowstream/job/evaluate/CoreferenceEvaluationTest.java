package io.knowstream.job.evaluate;

import static io.knowstream.job.evaluate.TestingGraphs.entity;
import static io.knowstream.job.evaluate.TestingGraphs.graph;
import static io.knowstream.job.evaluate.TestingGraphs.mention;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.knowstream.graph.DocumentEntity;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreferenceEvaluationTest {

    private static final List<GoldMention> MENTIONS = List.of(
            mention(0, 5, "curie", "Person"),
            mention(10, 15, "curie", "Person"),
            mention(20, 26, "warsaw", "Location"));

    /** One link of one is found, all mentions are; nothing is wrong, though the date is not annotated. */
    @Test
    void isPerfectWhereAllMentionsOfEachEntityAreTogether() {
        CoreferenceEvaluation evaluation = evaluation(
                TypeScheme.GUM,
                entity("c", "Person", 0, 5, 10, 15),
                entity("w", "Location", 20, 26),
                entity("date", "TimeExpression", 30, 34));
        assertThat(evaluation.conll().value()).isCloseTo(1, within(1e-9));
    }

    /** MUC: no link. B-cubed: 1 and (1/2 + 1/2 + 1) / 3, so 4/5. CEAF-e: 2/3 + 1 of three and of two, so 2/3. */
    @Test
    void isTheMeanOfThreeMeasures() {
        CoreferenceEvaluation evaluation = evaluation(
                TypeScheme.DOCRED,
                entity("c", "Person", 0, 5),
                entity("d", "Person", 10, 15),
                entity("w", "Location", 20, 26));
        assertThat(evaluation.measures())
                .extracting(score -> score.f1().value())
                .usingElementComparator((one, other) -> Math.abs(one - other) < 1e-9 ? 0 : 1)
                .containsExactly(0.0, 0.8, 2 / 3.0);
        assertThat(evaluation.conll().value()).isCloseTo((0.8 + 2 / 3.0) / 3, within(1e-9));
    }

    private static CoreferenceEvaluation evaluation(TypeScheme types, DocumentEntity... entities) {
        GoldDocument document = new GoldDocument("d", null, "text", MENTIONS, List.of(), List.of());
        GoldSet gold = new GoldSet(GoldFormat.GUM, List.of(document), types, PropertyScheme.WIKIDATA, 0);
        return CoreferenceEvaluation.of(gold, List.of(graph(List.of(entities))), new Bootstrap(1, 20));
    }
}
