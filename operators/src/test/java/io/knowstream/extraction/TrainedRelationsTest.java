package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.encoder.EntityGroup;
import io.knowstream.inference.encoder.EntityPair;
import io.knowstream.inference.encoder.EntitySpan;
import io.knowstream.inference.encoder.RelationClassifier;
import io.knowstream.inference.encoder.TokenClassifier;
import io.knowstream.inference.encoder.TokenFeatures;
import io.knowstream.inference.encoder.Tokens;
import io.knowstream.inference.encoder.TrainingTable;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.metrics.Recorder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From text to relations as the training code measured it: mentions, grouping, pairs, thresholds. */
class TrainedRelationsTest {

    private static final double ROUNDING = 0.02;

    private final ModelCatalogue catalogue = ModelCatalogue.builtIn();

    @Test
    void entitiesAndRelationsAreThoseOfTheTrainingCode() {
        List<JsonNode> cases = TrainingTable.cases(ModelCatalogue.RELATIONS);
        assertThat(cases).isNotEmpty();
        try (Lease<ModelPool> pool = ModelPool.shared(PoolConfig.of(1 << 28));
                Lease<TokenClassifier> tagger = pool.value()
                        .acquire(TokenClassifier.of(catalogue.find(ModelCatalogue.ENTITIES)), Recorder.NONE);
                Lease<RelationClassifier> relater = pool.value()
                        .acquire(RelationClassifier.of(catalogue.find(ModelCatalogue.RELATIONS)), Recorder.NONE)) {
            TokenFeatures features = tagger.value().newFeatures();
            assertThat(relater.value().reads(features)).isTrue();
            for (JsonNode c : cases) {
                String text = c.get("text").textValue();
                Tokens tokens = Tokens.of(text);
                features.encode(tokens);
                List<EntityGroup> entities = Coreference.of(
                                tokens, tagger.value().classify(features))
                        .entities();

                assertThat(rows(entities)).as("mentions of %s", text).containsExactlyInAnyOrderElementsOf(rows(c));
                compare(text, relater.value().classify(features, entities), c);
            }
        }
    }

    /** The table's scores are rounded: what lies that near to its threshold may be found or not. */
    private void compare(String text, List<EntityPair> found, JsonNode c) {
        List<EntityPair> certain = expected(c, ROUNDING);
        assertThat(certain).as("certain relations of %s", text).allSatisfy(relation -> assertThat(found)
                .anySatisfy(match -> same(match, relation)));
        List<EntityPair> possible = expected(c, -ROUNDING);
        assertThat(found).as("relations of %s", text).allSatisfy(relation -> assertThat(possible)
                .anySatisfy(match -> same(match, relation)));
    }

    private static void same(EntityPair one, EntityPair other) {
        assertThat(one).usingRecursiveComparison().ignoringFields("confidence").isEqualTo(other);
        assertThat(one.confidence()).isCloseTo(other.confidence(), within(ROUNDING));
    }

    private List<EntityPair> expected(JsonNode c, double least) {
        List<JsonNode> predicates = new ArrayList<>();
        catalogue.find(ModelCatalogue.RELATIONS).at("predicates").forEach(predicates::add);
        long[] pairs = TrainingTable.longs(c.get("pairs"));
        float[] scores = TrainingTable.floats(c.at("/outputs/scores"));
        int columns = predicates.size() + 1;
        List<EntityPair> relations = new ArrayList<>();
        for (int pair = 0; pair < pairs.length / 2; pair++) {
            for (int i = 1; i < columns; i++) {
                double margin = scores[pair * columns + i] - scores[pair * columns];
                if (margin > least) {
                    relations.add(new EntityPair(
                            (int) pairs[2 * pair],
                            (int) pairs[2 * pair + 1],
                            predicates.get(i - 1).get("name").textValue(),
                            predicates.get(i - 1).get("id").textValue(),
                            1 / (1 + Math.exp(-margin))));
                }
            }
        }
        return relations;
    }

    private static List<List<Long>> rows(List<EntityGroup> entities) {
        List<List<Long>> rows = new ArrayList<>();
        for (int entity = 0; entity < entities.size(); entity++) {
            for (EntitySpan span : entities.get(entity).spans()) {
                rows.add(List.of((long) entity, (long) span.first(), (long) span.end()));
            }
        }
        return rows;
    }

    private static List<List<Long>> rows(JsonNode c) {
        long[] mentions = TrainingTable.longs(c.get("mentions"));
        List<List<Long>> rows = new ArrayList<>();
        for (int i = 0; i < mentions.length; i += 3) {
            rows.add(List.of(mentions[i], mentions[i + 1], mentions[i + 2]));
        }
        return rows;
    }
}
