package io.knowstream.resolution;

import static io.knowstream.resolution.ResolutionFunctionTest.interleavings;
import static io.knowstream.resolution.ResolutionFunctionTest.manifest;
import static io.knowstream.resolution.ResolutionFunctionTest.permutations;
import static io.knowstream.resolution.ResolutionFunctionTest.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Manifest;
import io.knowstream.graph.Mention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** A restored resolution sends exactly what is published once more, at whatever point it was stopped. */
class ResolutionRebuildTest {

    private static final int MAX_PARALLELISM = 16;
    private static final List<Object> COMPLETE =
            List.of(manifest(1, "Ann.", "Bob."), result(1, "Ann."), result(1, "Bob."));

    @Test
    void everythingGoesOutOnceForEachToken() throws Exception {
        OperatorSubtaskState before;
        List<String> sent;
        try (Harness harness = open(null, null)) {
            feed(harness, COMPLETE);
            sent = changes(harness);
            assertThat(sent).hasSize(3);
            before = snapshot(harness, 1);
        }
        OperatorSubtaskState after;
        try (Harness harness = open(before, "a")) {
            after = snapshot(harness, 2);
            assertThat(changes(harness)).isEqualTo(sent);
            snapshot(harness, 3);
            harness.endBothInputs();
            assertThat(changes(harness)).as("nothing a second time").isEmpty();
            assertThat(harness.getSideOutput(ResolutionFunction.ENTITIES))
                    .as("merges have state of their own")
                    .isNull();
        }
        assertThat(sentAtOnce(before, "a"))
                .as("it failed before it had a checkpoint")
                .isEqualTo(sent);
        assertThat(sentAtOnce(before, null)).isEmpty();
        assertThat(sentAtOnce(after, "a")).as("the token is in state").isEmpty();
        assertThat(sentAtOnce(after, "b")).isEqualTo(sent);
        try (Harness harness = open(after, null)) {
            after = snapshot(harness, 4);
        }
        assertThat(sentAtOnce(after, "a"))
                .as("the token stays where none is asked for")
                .isEmpty();
    }

    @Test
    void whatIsPublishedGoesOutBeforeAnythingElse() throws Exception {
        OperatorSubtaskState before;
        try (Harness harness = open(null, null)) {
            feed(harness, COMPLETE);
            feed(harness, List.of(manifest(2, "Bob.", "Cy.")));
            before = snapshot(harness, 1);
        }
        try (Harness harness = open(before, "a")) {
            feed(harness, List.of(result(2, "Cy.")));
            List<GraphChange> changes = harness.extractOutputValues();
            assertThat(changes)
                    .extracting(
                            change -> change.kind() + " " + change.op() + " " + change.id() + " " + change.revision())
                    .startsWith("DOCUMENT UPSERT d 1", "CHUNK UPSERT Ann. 1", "CHUNK UPSERT Bob. 1")
                    .endsWith("DOCUMENT UPSERT d 2", "CHUNK UPSERT Bob. 2", "CHUNK UPSERT Cy. 2")
                    .contains("CHUNK DELETE Ann. 2")
                    .hasSize(7);
        }
        try (Harness harness = open(before, "a")) {
            harness.endBothInputs();
            assertThat(changes(harness)).hasSize(3);
        }
    }

    @Test
    void atAnyPointOfAnyInterleavingItIsWhatTheIndexHas() throws Exception {
        long seed = Long.getLong("knowstream.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Object> manifests = List.of(
                manifest(1, "Ann.", "Bob."),
                manifest(2, "Bob.", "Cy."),
                manifest(3, "Ann.", "Cy."),
                new Manifest("d", 4, null, null, List.of()),
                manifest(5, "Bob."));
        List<Object> results =
                List.of(result(1, "Ann."), result(1, "Bob."), result(2, "Cy."), result(3, "Ann."), result(5, "Bob."));
        List<List<Object>> orders = interleavings(manifests, permutations(results));
        for (int round = 0; round < 400; round++) {
            List<Object> order = orders.get(random.nextInt(orders.size()));
            int cut = random.nextInt(order.size() + 1);
            Map<String, String> index = new TreeMap<>();
            OperatorSubtaskState before;
            try (Harness harness = open(null, null)) {
                feed(harness, order.subList(0, cut));
                fold(harness, index);
                before = snapshot(harness, 1);
            }
            Map<String, String> rebuilt = new TreeMap<>();
            try (Harness harness = open(before, "a")) {
                before = snapshot(harness, 2);
                assertThat(harness.extractOutputValues())
                        .as("nothing but upserts at %d of %s", cut, order)
                        .allMatch(change -> change.op() == GraphChange.Op.UPSERT);
                fold(harness, rebuilt);
                assertThat(rebuilt).as("at %d of %s", cut, order).isEqualTo(index);
                feed(harness, order.subList(cut, order.size()));
                fold(harness, rebuilt);
                assertThat(rebuilt.keySet()).as("%s", order).containsExactly("CHUNK Bob.", "DOCUMENT d");
            }
            Map<String, String> uncut = new TreeMap<>();
            try (Harness harness = open(null, null)) {
                feed(harness, order);
                fold(harness, uncut);
            }
            assertThat(rebuilt).as("cut at %d of %s", cut, order).isEqualTo(uncut);
        }
    }

    @Test
    void aRescaleSendsEachDocumentOnce() throws Exception {
        List<String> ids = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i");
        List<OperatorSubtaskState> states = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        for (int subtask = 0; subtask < 2; subtask++) {
            try (Harness harness = new Harness((String) null, 2, subtask)) {
                harness.start(null);
                for (String id : ids) {
                    if (KeyGroupRangeAssignment.assignKeyToParallelOperator(id, MAX_PARALLELISM, 2) == subtask) {
                        for (Object record : COMPLETE) {
                            feed(harness, List.of(renamed(record, id)));
                        }
                    }
                }
                sent.addAll(changes(harness));
                states.add(snapshot(harness, 1));
            }
        }
        assertThat(sent).hasSize(3 * ids.size());
        OperatorSubtaskState before =
                AbstractStreamOperatorTestHarness.repackageState(states.toArray(OperatorSubtaskState[]::new));
        List<String> again = new ArrayList<>();
        states.clear();
        for (int subtask = 0; subtask < 3; subtask++) {
            try (Harness harness = rescaled(before, "a", 2, 3, subtask)) {
                states.add(snapshot(harness, 2));
                again.addAll(changes(harness));
            }
        }
        assertThat(again).containsExactlyInAnyOrderElementsOf(sent);
        OperatorSubtaskState after =
                AbstractStreamOperatorTestHarness.repackageState(states.toArray(OperatorSubtaskState[]::new));
        try (Harness harness = rescaled(after, "a", 3, 1, 0)) {
            snapshot(harness, 3);
            assertThat(changes(harness)).isEmpty();
        }
    }

    /** How a document is stored stands for whatever other rules make of it. */
    @Test
    void otherRulesResolveAnewWhatIsPublishedAndSendWhatDiffers() throws Exception {
        List<Mention> many = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            many.add(new Mention(3 * i, 3 * i + 2, "A" + (char) ('a' + i), "Person", 900_000));
        }
        String text = "Aa Ab Ac Ad Ae Af.";
        ChunkResult dense =
                new ChunkResult("d", 1, text, "f", new ChunkExtraction(many, List.of(), new float[] {1}), null);
        OperatorSubtaskState before;
        try (Harness harness = new Harness(2_048, 1)) {
            harness.start(null);
            feed(harness, List.of(manifest(1, text), dense));
            // A newer revision waits for its results meanwhile.
            feed(harness, List.of(manifest(2, text, "Cy.")));
            assertThat(stored(harness)).containsExactly("d BALANCED 1", text + " BALANCED 1");
            before = snapshot(harness, 1);
        }
        try (Harness harness = new Harness(8, 1)) {
            harness.start(before);
            snapshot(harness, 2);
            assertThat(stored(harness)).as("the same rules").isEmpty();
        }
        OperatorSubtaskState after;
        try (Harness harness = new Harness(8, 2)) {
            harness.start(before);
            after = snapshot(harness, 2);
            assertThat(stored(harness)).containsExactly("d HIGH_COMPRESSION 1", text + " HIGH_COMPRESSION 1");
            assertThat(harness.getSideOutput(ResolutionFunction.ENTITIES))
                    .as("what is the same is not sent")
                    .isNullOrEmpty();
            feed(harness, List.of(result(2, "Cy.")));
            assertThat(stored(harness)).contains("d BALANCED 2");
        }
        try (Harness harness = new Harness(8, 2)) {
            harness.start(after);
            snapshot(harness, 3);
            assertThat(stored(harness)).as("once").isEmpty();
        }
    }

    /** How the changes since the last call are to be stored. */
    private static List<String> stored(Harness harness) {
        List<String> stored = harness.extractOutputValues().stream()
                .map(change -> change.id() + " " + change.storage() + " " + change.revision())
                .toList();
        harness.getOutput().clear();
        return stored;
    }

    private static Object renamed(Object record, String id) {
        if (record instanceof Manifest manifest) {
            var document = new io.knowstream.graph.Document(
                    id, "T", manifest.document().content(), null, Map.of());
            return new Manifest(id, manifest.revision(), document, manifest.context(), manifest.chunks());
        }
        ChunkResult result = (ChunkResult) record;
        return new ChunkResult(
                id, result.revision(), result.chunkId(), result.fingerprint(), result.extraction(), null);
    }

    private static Harness rescaled(OperatorSubtaskState state, String token, int from, int to, int subtask)
            throws Exception {
        Harness harness = new Harness(token, to, subtask);
        harness.start(
                AbstractStreamOperatorTestHarness.repartitionOperatorState(state, MAX_PARALLELISM, from, to, subtask));
        return harness;
    }

    private static List<String> sentAtOnce(OperatorSubtaskState state, String token) throws Exception {
        try (Harness harness = open(state, token)) {
            snapshot(harness, 9);
            return changes(harness);
        }
    }

    private static OperatorSubtaskState snapshot(Harness harness, long checkpoint) throws Exception {
        harness.prepareSnapshotPreBarrier(checkpoint);
        return harness.snapshot(checkpoint, checkpoint);
    }

    private static void feed(Harness harness, List<Object> records) throws Exception {
        for (Object record : records) {
            if (record instanceof Manifest manifest) {
                harness.processElement1(manifest, 0);
            } else {
                harness.processElement2((ChunkResult) record, 0);
            }
        }
    }

    /** Takes the changes since the last call. */
    private static List<String> changes(Harness harness) {
        List<String> changes = harness.extractOutputValues().stream()
                .map(change -> change.kind() + " " + change.op() + " " + change.id() + " " + change.revision() + " "
                        + CanonicalJson.valueOf(change))
                .toList();
        harness.getOutput().clear();
        return changes;
    }

    private static void fold(Harness harness, Map<String, String> index) {
        for (GraphChange change : harness.extractOutputValues()) {
            String key = change.kind() + " " + change.id();
            if (change.op() == GraphChange.Op.DELETE) {
                index.remove(key);
            } else {
                index.put(key, CanonicalJson.valueOf(change));
            }
        }
        harness.getOutput().clear();
    }

    private static Harness open(OperatorSubtaskState state, String token) throws Exception {
        Harness harness = new Harness(token, 1, 0);
        harness.start(state);
        return harness;
    }

    private static final class Harness
            extends KeyedTwoInputStreamOperatorTestHarness<String, Manifest, ChunkResult, GraphChange> {

        /** One of other rules, for chunks of at most so many characters. */
        Harness(int maxChunkSize, int rules) throws Exception {
            this(
                    new ResolutionOperator(
                            new ResolutionFunction(
                                    new ResolutionConfig(true, Duration.ofDays(7), 0.8, 1_000, maxChunkSize, null)),
                            null,
                            rules),
                    1,
                    0);
        }

        Harness(String token, int parallelism, int subtask) throws Exception {
            this(
                    new ResolutionOperator(
                            new ResolutionFunction(new ResolutionConfig(true, Duration.ofDays(7))), token),
                    parallelism,
                    subtask);
        }

        private Harness(ResolutionOperator operator, int parallelism, int subtask) throws Exception {
            super(
                    operator,
                    Manifest::documentId,
                    ChunkResult::documentId,
                    Types.STRING,
                    MAX_PARALLELISM,
                    parallelism,
                    subtask);
            getExecutionConfig()
                    .configure(
                            new Configuration().set(PipelineOptions.GENERIC_TYPES, false),
                            ResolutionRebuildTest.class.getClassLoader());
        }

        void start(OperatorSubtaskState state) throws Exception {
            setup();
            if (state != null) {
                setRestoredCheckpointId(1);
                initializeState(state);
            }
            open();
        }

        void endBothInputs() throws Exception {
            endInput1();
            endInput2();
        }
    }
}
