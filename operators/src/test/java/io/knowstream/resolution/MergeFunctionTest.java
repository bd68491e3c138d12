package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Merges are functions of the contributions that are left, on the state backend of the job. */
class MergeFunctionTest {

    private static final String ENTITY = Ids.entity("Person", "Ann Lee");

    @Test
    void anEntityDependsOnItsDocumentsAlone() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<EntityContribution> last = new ArrayList<>();
        List<EntityContribution> history = new ArrayList<>();
        for (int d = 0; d < 40; d++) {
            for (int revision = 0; revision < 3; revision++) {
                history.add(entity("doc" + d, random));
            }
            EntityContribution standing =
                    d % 4 == 0 ? EntityContribution.withdrawal(ENTITY, "doc" + d) : entity("doc" + d, random);
            history.add(standing);
            if (!standing.withdrawn()) {
                last.add(standing);
            }
        }
        String fresh = mergedEntity(last);
        for (int round = 0; round < 5; round++) {
            List<EntityContribution> order = shuffleKeepingEachDocumentsOrder(history, random);
            assertThat(mergedEntity(order)).isEqualTo(fresh);
            Collections.shuffle(last, random);
            assertThat(mergedEntity(last)).isEqualTo(fresh);
        }
    }

    @Test
    void theLastDocumentTakesTheEntityAndItsStateAlong() throws Exception {
        try (var harness =
                open(new EntityMergeFunction(), EntityContribution::entityId, new HashMapStateBackend(), null)) {
            harness.processElement(entity("a", new Random(1)), 0);
            harness.processElement(EntityContribution.withdrawal(ENTITY, "a"), 0);
            harness.processElement(EntityContribution.withdrawal(ENTITY, "unknown"), 0);
            List<GraphChange> changes = harness.extractOutputValues();
            assertThat(changes).hasSize(2);
            assertThat(changes.get(1)).isEqualTo(GraphChange.delete(GraphChange.Kind.ENTITY, ENTITY, 2));
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void theNameIsTheMostUsedOneAndTheOthersAreAliases() throws Exception {
        DocumentEntity one = new DocumentEntity(
                ENTITY, "Ann Lee", "Person", 1, List.of(mention("Ann Lee", 0), mention("ANN LEE", 10)));
        DocumentEntity two = new DocumentEntity(
                ENTITY,
                "ANN LEE",
                "Person",
                1,
                List.of(mention("ANN LEE", 0), mention("Lee", 10), mention("Lee", 20), mention("Lee", 30)));
        try (var harness = entities(null)) {
            harness.processElement(EntityContribution.of("a", one), 0);
            harness.processElement(EntityContribution.of("b", two), 0);
            var merged = harness.extractOutputValues().get(1).entity();
            assertThat(merged.name()).isEqualTo("ANN LEE");
            assertThat(merged.aliases()).containsExactly("Lee", "Ann Lee");
            assertThat(merged.documents()).isEqualTo(2);
            assertThat(merged.mentions()).isEqualTo(6);
        }
    }

    @Test
    void evidenceIsTheStrongestOfManyDocuments() throws Exception {
        try (var harness = entities(null)) {
            for (int d = 0; d < 300; d++) {
                Mention mention = new Mention(d, d + 3, "Ann Lee", "Person", 500_000 + d * 7 % 300);
                DocumentEntity entity = new DocumentEntity(ENTITY, "Ann Lee", "Person", 1, List.of(mention));
                harness.processElement(EntityContribution.of("doc" + d, entity), 0);
            }
            var merged = harness.extractOutputValues().get(299).entity();
            assertThat(merged.evidence()).hasSize(16).allSatisfy(place -> assertThat(place.confidence())
                    .isGreaterThanOrEqualTo(500_284));
        }
    }

    @Test
    void stateOutlivesASnapshot() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = entities(null)) {
            harness.processElement(entity("a", new Random(1)), 0);
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = entities(snapshot)) {
            harness.processElement(entity("b", new Random(2)), 0);
            assertThat(CanonicalJson.valueOf(harness.extractOutputValues().get(0)))
                    .isEqualTo(mergedEntity(List.of(entity("b", new Random(2)), entity("a", new Random(1)))));
        }
    }

    @Test
    void aRelationshipIsMoreCertainTheMoreDocumentsStateIt() throws Exception {
        var function = new RelationshipMergeFunction();
        try (var harness =
                open(function, RelationshipContribution::relationshipId, new EmbeddedRocksDBStateBackend(), null)) {
            for (String document : List.of("a", "b")) {
                harness.processElement(
                        RelationshipContribution.of(
                                document,
                                new DocumentRelationship(
                                        "r", "s", "spouse", "P26", "t", 600_000, List.of(new Span(3, 9)))),
                        0);
            }
            harness.processElement(RelationshipContribution.withdrawal("r", "a"), 0);
            assertThat(harness.extractOutputValues())
                    .extracting(change -> change.relationship().confidence())
                    .containsExactly(600_000, 840_000, 600_000);
            assertThat(harness.extractOutputValues().get(2).relationship().evidence())
                    .extracting("documentId")
                    .containsExactly("b");
        }
    }

    @Test
    void aPredicateThatAnotherModelCallsOtherwiseKeepsItsNewNameWhoeverLeaves() throws Exception {
        try (var harness = open(
                new RelationshipMergeFunction(),
                RelationshipContribution::relationshipId,
                new EmbeddedRocksDBStateBackend(),
                null)) {
            for (String name : List.of("spouse", "married to")) {
                for (String document : List.of("a", "b")) {
                    harness.processElement(
                            RelationshipContribution.of(
                                    document,
                                    new DocumentRelationship(
                                            "r", "s", name, "P26", "t", 600_000, List.of(new Span(3, 9)))),
                            0);
                }
            }
            harness.processElement(RelationshipContribution.withdrawal("r", "a"), 0);
            assertThat(harness.extractOutputValues())
                    .extracting(change -> change.relationship().type())
                    .containsExactly("spouse", "spouse", "married to", "married to", "married to");
        }
    }

    private static String mergedEntity(List<EntityContribution> contributions) throws Exception {
        try (var harness = entities(null)) {
            for (EntityContribution contribution : contributions) {
                harness.processElement(contribution, 0);
            }
            List<GraphChange> changes = harness.extractOutputValues();
            return CanonicalJson.valueOf(changes.get(changes.size() - 1));
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, EntityContribution, GraphChange> entities(
            OperatorSubtaskState snapshot) throws Exception {
        return open(
                new EntityMergeFunction(), EntityContribution::entityId, new EmbeddedRocksDBStateBackend(), snapshot);
    }

    private static <C extends Contribution> KeyedOneInputStreamOperatorTestHarness<String, C, GraphChange> open(
            MergeFunction<C> function,
            org.apache.flink.api.java.functions.KeySelector<C, String> key,
            StateBackend backend,
            OperatorSubtaskState snapshot)
            throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(new KeyedProcessOperator<>(function), key, Types.STRING);
        harness.setStateBackend(backend);
        harness.getExecutionConfig()
                .configure(
                        new Configuration().set(PipelineOptions.GENERIC_TYPES, false),
                        MergeFunctionTest.class.getClassLoader());
        harness.setup();
        if (snapshot != null) {
            harness.initializeState(snapshot);
        }
        harness.open();
        return harness;
    }

    private static EntityContribution entity(String documentId, Random random) {
        List<Mention> mentions = new ArrayList<>();
        mentions.add(mention("Ann Lee", 0));
        for (int i = 1; i < 1 + random.nextInt(6); i++) {
            String name = List.of("ann lee", "Lee", "Ann", "ANN LEE").get(random.nextInt(4));
            mentions.add(new Mention(i * 10, i * 10 + 3, name, "Person", random.nextInt(1_000_000)));
        }
        return EntityContribution.of(documentId, new DocumentEntity(ENTITY, "Ann Lee", "Person", 1, mentions));
    }

    private static Mention mention(String name, int start) {
        return new Mention(start, start + name.length(), name, "Person", 900_000);
    }

    private static List<EntityContribution> shuffleKeepingEachDocumentsOrder(
            List<EntityContribution> history, Random random) {
        List<String> turns = new ArrayList<>();
        history.forEach(contribution -> turns.add(contribution.documentId()));
        Collections.shuffle(turns, random);
        List<EntityContribution> left = new ArrayList<>(history);
        List<EntityContribution> order = new ArrayList<>();
        for (String document : turns) {
            EntityContribution next = left.stream()
                    .filter(contribution -> contribution.documentId().equals(document))
                    .findFirst()
                    .orElseThrow();
            left.remove(next);
            order.add(next);
        }
        return order;
    }
}
