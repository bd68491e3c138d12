package io.knowstream.inference.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.inference.catalogue.ModelCatalogue;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RelationClassifierTest {

    private static final double DIGITS = 6e-4;

    private static RelationClassifier classifier;

    @BeforeAll
    static void load() {
        classifier = RelationClassifier.of(ModelCatalogue.builtIn().find(ModelCatalogue.RELATIONS))
                .load();
    }

    @AfterAll
    static void close() {
        classifier.close();
    }

    @Test
    void answersAsTheTrainingCodeSaw() {
        TokenFeatures features = classifier.newFeatures();
        List<JsonNode> cases = TrainingTable.cases(ModelCatalogue.RELATIONS);
        assertThat(cases).isNotEmpty();
        for (JsonNode c : cases) {
            String text = c.get("text").textValue();
            features.encode(Tokens.of(text));

            float[] scores = classifier.scores(
                    features,
                    Windows.of(features.size(), features.size()).get(0),
                    TrainingTable.longs(c.get("mentions")),
                    TrainingTable.longs(c.get("entities")),
                    TrainingTable.longs(c.get("pairs")));

            float[] expected = TrainingTable.floats(c.at("/outputs/scores"));
            assertThat(scores).hasSameSizeAs(expected);
            for (int i = 0; i < scores.length; i++) {
                assertThat(scores[i]).as("score %d of %s", i, text).isCloseTo(expected[i], within((float)
                        (DIGITS * Math.max(1, Math.abs(expected[i])))));
            }
        }
    }

    @Test
    void findsNothingWhereThereIsNoPair() {
        TokenFeatures features = classifier.newFeatures();
        features.encode(Tokens.of("Marie Curie in 1867"));
        EntityGroup person = new EntityGroup("Person", List.of(new EntitySpan(0, 2, "Person", 1)));
        EntityGroup unknown = new EntityGroup("Comet", List.of(new EntitySpan(3, 4, "Comet", 1)));

        assertThat(classifier.classify(features, List.of())).isEmpty();
        assertThat(classifier.classify(features, List.of(person))).isEmpty();
        assertThat(classifier.classify(features, List.of(person, unknown))).isEmpty();
    }

    @Test
    void relationsAreOrderedAndAboveTheirThreshold() {
        TokenFeatures features = classifier.newFeatures();
        features.encode(Tokens.of("Marie Curie was born in Warsaw , Poland . She died in Passy , France ."));
        List<EntityGroup> entities = List.of(
                new EntityGroup("Person", List.of(new EntitySpan(0, 2, "Person", 1))),
                new EntityGroup("Location", List.of(new EntitySpan(5, 6, "Location", 1))),
                new EntityGroup("Location", List.of(new EntitySpan(7, 8, "Location", 1))));

        List<EntityPair> relations = classifier.classify(features, entities);

        assertThat(relations).isEqualTo(classifier.classify(features, entities));
        assertThat(relations).allSatisfy(relation -> {
            assertThat(relation.subject()).isNotEqualTo(relation.object());
            assertThat(relation.confidence()).isBetween(0.5, 1.0);
            assertThat(relation.wikidata()).startsWith("P");
            assertThat(relation.predicate()).isNotBlank();
        });
    }
}
