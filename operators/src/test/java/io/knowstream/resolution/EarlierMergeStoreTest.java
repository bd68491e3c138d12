package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Span;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;

/** The snapshots are of the version that held each part of a key in a state of its own: see {@code state/README.md}. */
class EarlierMergeStoreTest {

    private static final String ENTITY = Ids.entity("Person", "Ann Lee");
    private static final String OTHER = Ids.entity("Person", "Bo Ek");
    private static final int DOCUMENTS = 50;

    @Test
    void anEntityGoesOnAsIfItHadAlwaysBeenHeldLikeThis() throws Exception {
        try (var restored = entities(snapshot("entity-merge-1"));
                var fresh = entities(null)) {
            for (int d = 0; d < DOCUMENTS; d++) {
                fresh.processElement(entity(d), 0);
            }
            fresh.processElement(other("a"), 0);
            int before = fresh.extractOutputValues().size();
            for (var harness : List.of(restored, fresh)) {
                harness.processElement(entity(DOCUMENTS), 0);
                harness.processElement(other("b"), 0);
                for (int d = 0; d <= DOCUMENTS; d++) {
                    harness.processElement(EntityContribution.withdrawal(ENTITY, "document-" + d), 0);
                }
                harness.processElement(EntityContribution.withdrawal(OTHER, "b"), 0);
                harness.processElement(EntityContribution.withdrawal(OTHER, "a"), 0);
            }
            List<GraphChange> changes = restored.extractOutputValues();
            assertThat(changes)
                    .isEqualTo(fresh.extractOutputValues()
                            .subList(before, fresh.extractOutputValues().size()))
                    .hasSize(DOCUMENTS + 5);
            assertThat(changes.get(DOCUMENTS + 2).op()).isEqualTo(GraphChange.Op.DELETE);
            assertThat(changes.get(DOCUMENTS + 4).op()).isEqualTo(GraphChange.Op.DELETE);
            for (String state : List.of("key", "contributions", "evidence", "name-votes", "name-ranks")) {
                assertThat(keys(restored, state)).as(state).isEmpty();
            }
            assertThatNothingEarlierIsIn(restored);
        }
    }

    @Test
    void aRelationshipGoesOnToo() throws Exception {
        try (var restored = relationships(snapshot("relationship-merge-1"));
                var fresh = relationships(null)) {
            for (int d = 0; d < 3; d++) {
                fresh.processElement(relationship(d), 0);
            }
            for (var harness : List.of(restored, fresh)) {
                harness.processElement(relationship(3), 0);
                harness.processElement(
                        RelationshipContribution.withdrawal(relationship(0).relationshipId(), "document-0"), 0);
            }
            assertThat(restored.extractOutputValues())
                    .isEqualTo(fresh.extractOutputValues().subList(3, 5));
        }
    }

    /** What is restored is written in the form of now: a second restore is of that. */
    @Test
    void isWrittenAsItIsNow() throws Exception {
        OperatorSubtaskState again;
        try (var restored = entities(snapshot("entity-merge-1"))) {
            again = restored.snapshot(2, 2);
            assertThatNothingEarlierIsIn(restored);
            assertThat(keys(restored, "key")).containsExactlyInAnyOrder(ENTITY, OTHER);
        }
        try (var restored = entities(again);
                var fresh = entities(null)) {
            for (int d = 0; d < DOCUMENTS; d++) {
                fresh.processElement(entity(d), 0);
            }
            restored.processElement(entity(DOCUMENTS), 0);
            fresh.processElement(entity(DOCUMENTS), 0);
            assertThat(CanonicalJson.of(restored.extractOutputValues().get(0).entity()))
                    .isEqualTo(CanonicalJson.of(
                            fresh.extractOutputValues().get(DOCUMENTS).entity()));
        }
    }

    private static void assertThatNothingEarlierIsIn(
            KeyedOneInputStreamOperatorTestHarness<String, EntityContribution, GraphChange> harness) {
        for (String state : List.of("totals", "subject", "names")) {
            assertThat(keys(harness, state)).as(state).isEmpty();
        }
    }

    private static List<String> keys(
            KeyedOneInputStreamOperatorTestHarness<String, EntityContribution, GraphChange> harness, String state) {
        KeyedStateBackend<String> backend = ((MergeOperator<?>) harness.getOperator()).getKeyedStateBackend();
        try (Stream<String> keys = backend.getKeys(state, VoidNamespace.INSTANCE)) {
            return keys.toList();
        }
    }

    /** Of 50 of these neither the evidence nor the names fit into one page. */
    static EntityContribution entity(int document) {
        return EntityContribution.of(
                "document-" + document,
                new DocumentEntity(
                        ENTITY,
                        "Ann Lee",
                        "Person",
                        1,
                        List.of(
                                new Mention(0, 7, "Ann Lee", "Person", 900_000 - document),
                                new Mention(
                                        10,
                                        20,
                                        String.format(Locale.ROOT, "Lee %06d", document),
                                        "Person",
                                        800_000 + document))));
    }

    static EntityContribution other(String document) {
        return EntityContribution.of(
                document,
                new DocumentEntity(
                        OTHER, "Bo Ek", "Person", 1, List.of(new Mention(3, 8, "Bo Ek", "Person", 700_000))));
    }

    static RelationshipContribution relationship(int document) {
        return RelationshipContribution.of(
                "document-" + document,
                new DocumentRelationship(
                        Ids.relationship(ENTITY, "employer", OTHER),
                        ENTITY,
                        "employer",
                        "P108",
                        OTHER,
                        800_000 + document,
                        List.of(new Span(document, document + 20))));
    }

    private OperatorSubtaskState snapshot(String name) throws Exception {
        return OperatorSnapshotUtil.readStateHandle(Path.of(getClass()
                        .getResource("/io/knowstream/state/" + name + ".snapshot")
                        .toURI())
                .toString());
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, EntityContribution, GraphChange> entities(
            OperatorSubtaskState snapshot) throws Exception {
        return open(new EntityMergeFunction(), EntityContribution::entityId, snapshot);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, RelationshipContribution, GraphChange> relationships(
            OperatorSubtaskState snapshot) throws Exception {
        return open(new RelationshipMergeFunction(), RelationshipContribution::relationshipId, snapshot);
    }

    private static <C extends Contribution> KeyedOneInputStreamOperatorTestHarness<String, C, GraphChange> open(
            MergeFunction<C> function, KeySelector<C, String> key, OperatorSubtaskState snapshot) throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(new MergeOperator<>(function, null), key, Types.STRING);
        harness.setStateBackend(new EmbeddedRocksDBStateBackend());
        harness.setup();
        if (snapshot != null) {
            harness.initializeState(snapshot);
        }
        harness.open();
        return harness;
    }
}
