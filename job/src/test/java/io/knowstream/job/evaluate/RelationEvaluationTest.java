package io.knowstream.job.evaluate;

import static io.knowstream.job.evaluate.TestingGraphs.entity;
import static io.knowstream.job.evaluate.TestingGraphs.graph;
import static io.knowstream.job.evaluate.TestingGraphs.mention;
import static io.knowstream.job.evaluate.TestingGraphs.relationship;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelationEvaluationTest {

    private static final Bootstrap BOOTSTRAP = new Bootstrap(1, 50);

    private static final List<GoldMention> MENTIONS = List.of(
            mention(0, 5, "curie", "Person"),
            mention(20, 25, "curie", "Person"),
            mention(30, 36, "warsaw", "Location"),
            mention(40, 46, "poland", "Location"));

    /** The subject's second mention was found, the other not: enough. The third relation has an object that is elsewhere. */
    @Test
    void oneMentionOfEachEntityIsEnough() {
        GoldSet gold = set(
                PropertyScheme.WIKIDATA,
                new GoldRelation("curie", "P19", "warsaw"),
                new GoldRelation("warsaw", "P17", "poland"));
        DocumentGraph graph = graph(
                List.of(
                        entity("c", "Person", 20, 25, 50, 55),
                        entity("w", "Location", 30, 36),
                        entity("p", "Location", 39, 46)),
                relationship("c", "P19", "w"),
                relationship("c", "P20", "w"),
                relationship("w", "P17", "p"));
        RelationEvaluation evaluation = RelationEvaluation.of(gold, List.of(graph), BOOTSTRAP);
        assertThat(evaluation.all().precision().value()).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(evaluation.all().recall().value()).isEqualTo(0.5);
        assertThat(evaluation.properties()).extracting(Score::name).containsExactly("P17", "P19", "P20");
        assertThat(evaluation.properties().get(1).f1().value()).isEqualTo(1);
    }

    @Test
    void anEntityThatWasFoundTwiceIsCoveredOnce() {
        GoldSet gold = set(PropertyScheme.WIKIDATA, new GoldRelation("curie", "P19", "warsaw"));
        DocumentGraph graph = graph(
                List.of(
                        entity("c", "Person", 0, 5),
                        entity("another c", "Person", 20, 25),
                        entity("w", "Location", 30, 36)),
                relationship("c", "P19", "w"),
                relationship("another c", "P19", "w"));
        RelationEvaluation evaluation = RelationEvaluation.of(gold, List.of(graph), BOOTSTRAP);
        assertThat(evaluation.all().precision().value()).isEqualTo(1);
        assertThat(evaluation.all().recall().value()).isEqualTo(1);
        assertThat(evaluation.all().found()).isEqualTo(2);
    }

    @Test
    void propertiesGoByTheCollectionsNamesAndDirections() {
        GoldSet gold = set(PropertyScheme.KNOWLEDGENET, new GoldRelation("curie", "CHILD_OF", "warsaw"));
        List<DocumentEntity> entities = List.of(entity("c", "Person", 0, 5), entity("w", "Person", 30, 36));
        for (DocumentGraph graph : List.of(
                graph(entities, relationship("c", "P22", "w")), graph(entities, relationship("w", "P40", "c")))) {
            assertThat(RelationEvaluation.of(gold, List.of(graph), BOOTSTRAP)
                            .all()
                            .f1()
                            .value())
                    .isEqualTo(1);
        }
        DocumentGraph turned = graph(entities, relationship("c", "P40", "w"));
        assertThat(RelationEvaluation.of(gold, List.of(turned), BOOTSTRAP)
                        .all()
                        .f1()
                        .value())
                .isZero();
    }

    @Test
    void whatHoldsBothWaysCountsOnce() {
        GoldSet gold = set(
                PropertyScheme.KNOWLEDGENET,
                new GoldRelation("curie", "SPOUSE", "warsaw"),
                new GoldRelation("warsaw", "SPOUSE", "curie"));
        DocumentGraph graph = graph(
                List.of(entity("c", "Person", 0, 5), entity("w", "Person", 30, 36)),
                relationship("c", "P26", "w"),
                relationship("w", "P26", "c"));
        Score score = RelationEvaluation.of(gold, List.of(graph), BOOTSTRAP).all();
        assertThat(score.gold()).isEqualTo(1);
        assertThat(score.found()).isEqualTo(1);
        assertThat(score.f1().value()).isEqualTo(1);
    }

    @Test
    void propertiesThatAreNotAnnotatedDoNotCount() {
        GoldSet gold = set(PropertyScheme.only(Set.of("P19")), new GoldRelation("curie", "P19", "warsaw"));
        DocumentGraph graph = graph(
                List.of(entity("c", "Person", 0, 5), entity("w", "Location", 30, 36)),
                relationship("c", "P19", "w"),
                relationship("c", "P20", "w"),
                relationship("c", null, "w"));
        assertThat(RelationEvaluation.of(gold, List.of(graph), BOOTSTRAP).all().found())
                .isEqualTo(1);
        Calibration calibration = RelationEvaluation.calibration("relations", gold, List.of(graph), BOOTSTRAP);
        assertThat(calibration.error().value()).isCloseTo(0.4, within(1e-9));
    }

    private static GoldSet set(PropertyScheme properties, GoldRelation... relations) {
        GoldDocument document = new GoldDocument("d", null, "text", MENTIONS, List.of(), List.of(relations));
        return new GoldSet(GoldFormat.DOCRED, List.of(document), TypeScheme.DOCRED, properties, 0);
    }
}
