package io.knowstream.job.evaluate;

import static io.knowstream.job.evaluate.TestingGraphs.entity;
import static io.knowstream.job.evaluate.TestingGraphs.graph;
import static io.knowstream.job.evaluate.TestingGraphs.mention;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntityEvaluationTest {

    private static final Bootstrap BOOTSTRAP = new Bootstrap(1, 50);

    /** Of three that are annotated one is right, one of another type, one not found; one more is found. */
    @Test
    void countsPlaceAndTypeOrPlaceAlone() {
        GoldSet gold = set(
                TypeScheme.DOCRED,
                List.of(),
                mention(0, 3, "a", "Person"),
                mention(5, 9, "b", "Location"),
                mention(12, 15, "c", "Organization"));
        EntityEvaluation evaluation = EntityEvaluation.of(
                gold,
                List.of(graph(List.of(
                        entity("x", "Person", 0, 3),
                        entity("y", "Organization", 5, 9),
                        entity("z", "Person", 20, 25)))),
                BOOTSTRAP);
        assertThat(evaluation.strict().f1().value()).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(evaluation.untyped().precision().value()).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(evaluation.untyped().recall().value()).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(evaluation.types()).extracting(Score::name).containsExactly("Location", "Organization", "Person");
        assertThat(evaluation.types()).extracting(Score::gold).containsExactly(1.0, 1.0, 1.0);
        assertThat(evaluation.types()).extracting(Score::found).containsExactly(0.0, 1.0, 2.0);
    }

    @Test
    void theFineTypesAreOneWhereTheCollectionHasOne() {
        GoldSet gold = set(
                TypeScheme.DOCRED,
                List.of(),
                new GoldMention(0, 3, TypeScheme.DOCRED.labels().get("MISC"), "a"));
        EntityEvaluation evaluation =
                EntityEvaluation.of(gold, List.of(graph(List.of(entity("x", "Work", 0, 3)))), BOOTSTRAP);
        assertThat(evaluation.strict().f1().value()).isEqualTo(1);
        assertThat(evaluation.types()).extracting(Score::name).containsExactly("Miscellaneous");
    }

    @Test
    void anyTypeThatTheLabelMayMeanIsRight() {
        GoldSet gold = set(TypeScheme.CROSSNER, List.of(), mention(0, 3, "a", "Work", "Organization"));
        for (String type : List.of("Work", "Organization")) {
            EntityEvaluation evaluation =
                    EntityEvaluation.of(gold, List.of(graph(List.of(entity("x", type, 0, 3)))), BOOTSTRAP);
            assertThat(evaluation.strict().f1().value()).isEqualTo(1);
            assertThat(evaluation.types()).extracting(Score::name).containsExactly(type);
        }
    }

    @Test
    void whatTheCollectionSaysNothingOfDoesNotCount() {
        GoldSet gold = set(TypeScheme.CROSSNER, List.of(new Span(10, 20)), mention(0, 3, "a", "Person"));
        EntityEvaluation evaluation = EntityEvaluation.of(
                gold,
                List.of(graph(List.of(
                        entity("x", "Person", 0, 3),
                        entity("in a free place", "Person", 15, 25),
                        entity("not annotated", "TimeExpression", 30, 34)))),
                BOOTSTRAP);
        assertThat(evaluation.strict().precision().value()).isEqualTo(1);
        assertThat(evaluation.strict().found()).isEqualTo(1);
    }

    @Test
    void aPlaceThatTwoEntitiesHaveIsOne() {
        GoldSet gold = set(TypeScheme.DOCRED, List.of(), mention(0, 3, "a", "Person"), mention(0, 3, "b", "Person"));
        EntityEvaluation evaluation =
                EntityEvaluation.of(gold, List.of(graph(List.of(entity("x", "Person", 0, 3)))), BOOTSTRAP);
        assertThat(evaluation.strict().recall().value()).isEqualTo(1);
    }

    @Test
    void confidencesAreJudgedByPlaceAndType() {
        GoldSet gold = set(TypeScheme.DOCRED, List.of(), mention(0, 3, "a", "Person"));
        DocumentGraph graph = graph(List.of(entity("x", "Person", 0, 3), entity("y", "Person", 5, 6)));
        Calibration calibration = EntityEvaluation.calibration(gold, List.of(graph), BOOTSTRAP);
        assertThat(calibration.error().value()).isCloseTo(0.3, within(1e-9));
    }

    private static GoldSet set(TypeScheme types, List<Span> free, GoldMention... mentions) {
        GoldDocument document = new GoldDocument("d", null, "text", List.of(mentions), free, List.of());
        return new GoldSet(GoldFormat.DOCRED, List.of(document), types, PropertyScheme.WIKIDATA, 0);
    }
}
