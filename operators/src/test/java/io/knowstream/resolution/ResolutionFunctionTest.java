package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.Document;
import io.knowstream.graph.FailedDocument;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Manifest;
import io.knowstream.graph.Mention;
import io.knowstream.graph.StorageStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Manifests and results of one document in every order in which they can come. */
class ResolutionFunctionTest {

    private static final Manifest FIRST = manifest(1, "Ann.", "Bob.");
    private static final Manifest SECOND = manifest(2, "Bob.", "Cy.");
    private static final Manifest THIRD = manifest(3, "Ann.", "Cy.");
    private static final Manifest DELETED = new Manifest("d", 4, null, null, List.of());

    @Test
    void everyInterleavingEndsInTheLastRevision() throws Exception {
        Map<String, String> fresh = play(List.of(manifest(3, "Ann.", "Cy."), result(3, "Ann."), result(3, "Cy.")));
        assertThat(fresh).hasSize(5);
        List<Object> manifests = List.of(FIRST, SECOND, THIRD);
        List<Object> results = List.of(result(1, "Ann."), result(1, "Bob."), result(2, "Cy."), result(3, "Ann."));
        for (List<Object> order : interleavings(manifests, permutations(results))) {
            assertThat(play(order)).as("%s", order).isEqualTo(fresh);
        }
    }

    @Test
    void nothingIsLeftOfADeletedDocumentWhateverComesLate() throws Exception {
        List<Object> manifests = List.of(FIRST, SECOND, DELETED);
        List<Object> results = List.of(result(1, "Ann."), result(1, "Bob."), result(2, "Cy."));
        for (List<Object> order : interleavings(manifests, permutations(results))) {
            try (var harness = harness(null)) {
                Map<String, String> graph = new TreeMap<>();
                feed(harness, order, graph);
                assertThat(graph).as("%s", order).isEmpty();
                assertThat(harness.numKeyedStateEntries())
                        .as("only the number of the last revision stays after %s", order)
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void anUnfinishedRevisionLeavesTheOneBeforeInPlace() throws Exception {
        Map<String, String> first = play(List.of(FIRST, result(1, "Ann."), result(1, "Bob.")));
        assertThat(play(List.of(FIRST, result(1, "Ann."), result(1, "Bob."), SECOND)))
                .isEqualTo(first);
    }

    @Test
    void duplicatesOfResultsAndManifestsChangeNothing() throws Exception {
        try (var harness = harness(null)) {
            Map<String, String> graph = new TreeMap<>();
            feed(harness, List.of(FIRST, result(1, "Ann."), result(1, "Bob.")), graph);
            harness.getOutput().clear();
            feed(harness, List.of(result(1, "Bob."), FIRST, result(1, "Ann.")), graph);
            assertThat(harness.getOutput()).isEmpty();
        }
    }

    @Test
    void onlyWhatDiffersGoesOut() throws Exception {
        try (var harness = harness(null)) {
            feed(harness, List.of(FIRST, result(1, "Ann."), result(1, "Bob.")), new TreeMap<>());
            harness.getSideOutput(ResolutionFunction.ENTITIES).clear();
            feed(harness, List.of(manifest(2, "Ann.", "Cy."), result(2, "Cy.")), new TreeMap<>());
            assertThat(harness.getSideOutput(ResolutionFunction.ENTITIES))
                    .extracting(record ->
                            record.getValue().name() + record.getValue().withdrawn())
                    .containsExactly("true", "Cyfalse");
        }
    }

    @Test
    void aDocumentThatIsStoredOtherwiseGoesOutWithAllItsChunks() throws Exception {
        try (var harness = harness(null)) {
            feed(harness, List.of(FIRST, result(1, "Ann."), result(1, "Bob.")), new TreeMap<>());
            assertThat(stored(harness))
                    .containsOnlyKeys("d", "Ann.", "Bob.")
                    .containsValue(StorageStrategy.FAST_ACCESS);
            harness.getOutput().clear();
            // Four entities in two chunks are no longer few.
            List<Mention> three = List.of(
                    new Mention(0, 2, "Cy", "Person", 900_000),
                    new Mention(3, 5, "Di", "Person", 900_000),
                    new Mention(6, 8, "Ed", "Person", 900_000));
            ChunkResult dense = new ChunkResult(
                    "d", 2, "Cy Di Ed.", "f", new ChunkExtraction(three, List.of(), new float[] {1}), null);
            feed(harness, List.of(manifest(2, "Ann.", "Cy Di Ed."), dense), new TreeMap<>());
            assertThat(stored(harness))
                    .containsOnlyKeys("d", "Ann.", "Cy Di Ed.")
                    .doesNotContainValue(StorageStrategy.FAST_ACCESS);
        }
    }

    /** How each upsert in the output is to be stored, by its id. */
    private static Map<String, StorageStrategy> stored(
            KeyedTwoInputStreamOperatorTestHarness<String, Manifest, ChunkResult, GraphChange> harness) {
        Map<String, StorageStrategy> stored = new TreeMap<>();
        for (StreamRecord<? extends GraphChange> record : harness.extractOutputStreamRecords()) {
            if (record.getValue().op() == GraphChange.Op.UPSERT) {
                stored.put(record.getValue().id(), record.getValue().storage());
            }
        }
        return stored;
    }

    @Test
    void goesOnAfterARestoreInTheMiddle() throws Exception {
        Map<String, String> graph = new TreeMap<>();
        OperatorSubtaskState snapshot;
        try (var harness = harness(null)) {
            feed(harness, List.of(FIRST, result(1, "Ann."), result(2, "Cy.")), graph);
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = harness(snapshot)) {
            feed(harness, List.of(result(1, "Bob."), SECOND), graph);
        }
        assertThat(graph).isEqualTo(play(List.of(SECOND, result(2, "Bob."), result(2, "Cy."))));
    }

    @Test
    void aDocumentWithChunksThatCanNeverBeExtractedIsSaidOnceForEachRevision() throws Exception {
        try (var harness = harness(null)) {
            feed(harness, List.of(FIRST, result(1, "Ann."), failed(1, "Bob."), failed(1, "Bob.")), new TreeMap<>());
            assertThat(harness.getSideOutput(ResolutionFunction.FAILED))
                    .extracting(StreamRecord::getValue)
                    .containsExactly(new FailedDocument(
                            FIRST.document(),
                            "extraction",
                            "1 of 2 chunks can never be extracted: characters 4-8: the model refuses Bob."));
            feed(harness, List.of(SECOND, result(2, "Cy.")), new TreeMap<>());
            feed(harness, List.of(THIRD, result(3, "Ann."), FIRST), new TreeMap<>());
            assertThat(harness.getSideOutput(ResolutionFunction.FAILED))
                    .extracting(record -> record.getValue().document())
                    .as("the third revision has no chunk that fails")
                    .containsExactly(FIRST.document(), SECOND.document());
        }
    }

    @Test
    void aDocumentThatCannotBePreparedIsSaidToo() throws Exception {
        Manifest unprepared = new Manifest("d", 1, FIRST.document(), null, List.of(), "no boundaries", null);
        try (var harness = harness(null)) {
            feed(harness, List.of(unprepared, unprepared), new TreeMap<>());
            assertThat(harness.getSideOutput(ResolutionFunction.FAILED))
                    .extracting(StreamRecord::getValue)
                    .containsExactly(new FailedDocument(FIRST.document(), "preparation", "no boundaries"));
        }
    }

    @Test
    void aReasonNamesAFewChunksAndCountsTheOthers() {
        Manifest manifest = manifest(
                1, IntStream.range(0, 20).mapToObj(i -> "Ann" + i + ".").toArray(String[]::new));
        List<ChunkResult> results =
                manifest.chunks().stream().map(chunk -> failed(1, chunk.id())).toList();
        assertThat(Failures.of(manifest, results).orElseThrow().reason())
                .startsWith("20 of 20 chunks can never be extracted: characters 0-5: the model refuses Ann0.; ")
                .endsWith("the model refuses Ann7.; and 12 more");
    }

    private static Map<String, String> play(List<Object> order) throws Exception {
        Map<String, String> graph = new TreeMap<>();
        try (var harness = harness(null)) {
            feed(harness, order, graph);
        }
        return graph;
    }

    private static void feed(
            KeyedTwoInputStreamOperatorTestHarness<String, Manifest, ChunkResult, GraphChange> harness,
            List<Object> records,
            Map<String, String> graph)
            throws Exception {
        for (Object record : records) {
            if (record instanceof Manifest manifest) {
                harness.processElement1(manifest, 0);
            } else {
                harness.processElement2((ChunkResult) record, 0);
            }
        }
        for (GraphChange change : harness.extractOutputValues()) {
            put(graph, change.kind() + change.id(), CanonicalJson.valueOf(change));
        }
        Queue<StreamRecord<EntityContribution>> entities = harness.getSideOutput(ResolutionFunction.ENTITIES);
        if (entities != null) {
            entities.forEach(entity -> put(
                    graph,
                    "ENTITY" + entity.getValue().entityId(),
                    entity.getValue().withdrawn() ? null : entity.getValue().toString()));
        }
    }

    private static void put(Map<String, String> graph, String key, String value) {
        if (value == null) {
            graph.remove(key);
        } else {
            graph.put(key, value);
        }
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Manifest, ChunkResult, GraphChange> harness(
            OperatorSubtaskState snapshot) throws Exception {
        var function = new ResolutionFunction(new ResolutionConfig(true, Duration.ofDays(7)));
        var harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(function), Manifest::documentId, ChunkResult::documentId, Types.STRING);
        harness.getExecutionConfig()
                .configure(
                        new Configuration().set(PipelineOptions.GENERIC_TYPES, false),
                        ResolutionFunctionTest.class.getClassLoader());
        harness.setup();
        if (snapshot != null) {
            harness.initializeState(snapshot);
        }
        harness.open();
        return harness;
    }

    /** A document of sentences, each a chunk that names one person. */
    static Manifest manifest(long revision, String... sentences) {
        List<Chunk> chunks = new ArrayList<>();
        int at = 0;
        for (String sentence : sentences) {
            chunks.add(new Chunk(sentence, "f", at, at + sentence.length()));
            at += sentence.length();
        }
        Document document = new Document("d", "T", String.join("", sentences), revision, Map.of());
        return new Manifest("d", revision, document, new GlobalContext("T", List.of(), ""), chunks);
    }

    static ChunkResult result(long revision, String sentence) {
        String name = sentence.substring(0, sentence.length() - 1);
        Mention mention = new Mention(0, name.length(), name, "Person", 900_000);
        return new ChunkResult(
                "d", revision, sentence, "f", new ChunkExtraction(List.of(mention), List.of(), new float[] {1}), null);
    }

    private static ChunkResult failed(long revision, String sentence) {
        return new ChunkResult("d", revision, sentence, "f", ChunkExtraction.empty(), "the model refuses " + sentence);
    }

    static List<List<Object>> permutations(List<Object> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Object>> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<Object> rest = new ArrayList<>(items);
            Object first = rest.remove(i);
            for (List<Object> tail : permutations(rest)) {
                List<Object> permutation = new ArrayList<>(List.of(first));
                permutation.addAll(tail);
                all.add(permutation);
            }
        }
        return all;
    }

    /** Every way to merge the manifests, in their order, with each permutation of the results. */
    static List<List<Object>> interleavings(List<Object> manifests, List<List<Object>> permutations) {
        List<List<Object>> all = new ArrayList<>();
        for (List<Object> permutation : permutations) {
            merge(manifests, permutation, Collections.emptyList(), all);
        }
        return all;
    }

    private static void merge(List<Object> a, List<Object> b, List<Object> done, List<List<Object>> all) {
        if (a.isEmpty() && b.isEmpty()) {
            all.add(done);
            return;
        }
        if (!a.isEmpty()) {
            merge(a.subList(1, a.size()), b, plus(done, a.get(0)), all);
        }
        if (!b.isEmpty()) {
            merge(a, b.subList(1, b.size()), plus(done, b.get(0)), all);
        }
    }

    private static List<Object> plus(List<Object> list, Object item) {
        List<Object> longer = new ArrayList<>(list);
        longer.add(item);
        return longer;
    }
}
