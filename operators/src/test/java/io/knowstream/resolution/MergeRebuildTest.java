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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** A restored merge sends what each key is once more. */
class MergeRebuildTest {

    @Test
    void everyEntityGoesOutOnceForEachTokenAtAnyParallelism() throws Exception {
        List<EntityContribution> contributions = new ArrayList<>();
        for (int d = 0; d < 30; d++) {
            for (int e = d % 3; e < 12; e += 3) {
                contributions.add(entity("doc" + d, "Name " + e, d));
            }
        }
        for (int d = 0; d < 30; d += 3) {
            contributions.add(EntityContribution.withdrawal(Ids.entity("Person", "Name 3"), "doc" + d));
        }
        List<OperatorSubtaskState> states = new ArrayList<>();
        Map<String, String> index = new TreeMap<>();
        for (int subtask = 0; subtask < 2; subtask++) {
            try (var harness = entities(null, null, 1, 2, subtask)) {
                for (EntityContribution contribution : contributions) {
                    if (KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                    contribution.entityId(), TestingHarness.MAX_PARALLELISM, 2)
                            == subtask) {
                        harness.processElement(contribution, 0);
                    }
                }
                fold(harness, index);
                states.add(TestingHarness.snapshot(harness, 1));
            }
        }
        assertThat(index).as("twelve, and one of them withdrawn").hasSize(11);
        OperatorSubtaskState before = repackage(states);

        states.clear();
        List<String> again = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            try (var harness = entities(before, "a", 2, 3, subtask)) {
                states.add(TestingHarness.snapshot(harness, 2));
                again.addAll(changes(harness));
                TestingHarness.snapshot(harness, 3);
                harness.endInput();
                assertThat(changes(harness)).as("nothing a second time").isEmpty();
            }
        }
        assertThat(again).containsExactlyInAnyOrderElementsOf(index.values());
        OperatorSubtaskState after = repackage(states);
        assertThat(sentAtOnce(before, "a", 2))
                .as("it failed before it had a checkpoint")
                .isEqualTo(again.size());
        assertThat(sentAtOnce(before, null, 2)).isZero();
        assertThat(sentAtOnce(after, "a", 3)).as("the token is in state").isZero();
        assertThat(sentAtOnce(after, "b", 3)).isEqualTo(again.size());
    }

    @Test
    void whatIsThereGoesOutBeforeWhatComes() throws Exception {
        OperatorSubtaskState before;
        try (var harness = relationships(null, null)) {
            harness.processElement(relationship("r", "a"), 0);
            harness.processElement(relationship("s", "a"), 0);
            before = TestingHarness.snapshot(harness, 1);
        }
        try (var harness = relationships(before, "a")) {
            harness.processElement(relationship("r", "b"), 0);
            harness.processElement(RelationshipContribution.withdrawal("s", "a"), 0);
            assertThat(harness.extractOutputValues())
                    .extracting(change -> change.op() + " " + change.id() + " " + change.revision())
                    .containsExactlyInAnyOrder("UPSERT r 1", "UPSERT s 1", "UPSERT r 2", "DELETE s 2")
                    .endsWith("UPSERT r 2", "DELETE s 2");
        }
        try (var harness = relationships(before, "a")) {
            harness.endInput();
            assertThat(harness.extractOutputValues()).hasSize(2);
        }
    }

    private static int sentAtOnce(OperatorSubtaskState state, String token, int parallelism) throws Exception {
        try (var harness = entities(state, token, parallelism, 1, 0)) {
            TestingHarness.snapshot(harness, 9);
            return harness.extractOutputValues().size();
        }
    }

    private static OperatorSubtaskState repackage(List<OperatorSubtaskState> states) throws Exception {
        return AbstractStreamOperatorTestHarness.repackageState(states.toArray(OperatorSubtaskState[]::new));
    }

    private static List<String> changes(AbstractStreamOperatorTestHarness<GraphChange> harness) {
        List<String> changes = harness.extractOutputValues().stream()
                .map(MergeRebuildTest::text)
                .toList();
        harness.getOutput().clear();
        return changes;
    }

    private static void fold(AbstractStreamOperatorTestHarness<GraphChange> harness, Map<String, String> index) {
        for (GraphChange change : harness.extractOutputValues()) {
            if (change.op() == GraphChange.Op.DELETE) {
                index.remove(change.id());
            } else {
                index.put(change.id(), text(change));
            }
        }
    }

    private static String text(GraphChange change) {
        return change.op() + " " + change.id() + " " + change.revision() + " " + CanonicalJson.valueOf(change);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, EntityContribution, GraphChange> entities(
            OperatorSubtaskState state, String token, int from, int to, int subtask) throws Exception {
        return TestingHarness.open(
                new MergeOperator<>(new EntityMergeFunction(), token),
                EntityContribution::entityId,
                state,
                from,
                to,
                subtask);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, RelationshipContribution, GraphChange> relationships(
            OperatorSubtaskState state, String token) throws Exception {
        return TestingHarness.open(
                new MergeOperator<>(new RelationshipMergeFunction(), token),
                RelationshipContribution::relationshipId,
                state,
                1,
                1,
                0);
    }

    private static EntityContribution entity(String documentId, String name, int place) {
        Mention mention = new Mention(place, place + name.length(), name, "Person", 500_000 + place);
        Mention other = new Mention(place + 20, place + 24, "Name", "Person", 400_000 + place);
        return EntityContribution.of(
                documentId, new DocumentEntity(Ids.entity("Person", name), name, "Person", 1, List.of(mention, other)));
    }

    private static RelationshipContribution relationship(String id, String documentId) {
        return RelationshipContribution.of(
                documentId, new DocumentRelationship(id, "s", "spouse", "P26", "t", 600_000, List.of(new Span(3, 9))));
    }
}
