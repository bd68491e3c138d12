package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Manifest;
import io.knowstream.graph.Span;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.io.AvailabilityProvider;
import org.apache.flink.runtime.io.network.partition.MockResultPartitionWriter;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;

/** On RocksDB, as in production. A document is written as its chunks, a word each. */
@SuppressWarnings("try") // the harness declares close() throws Exception
class ChunkingOperatorTest {

    private static final int MAX_PARALLELISM = 16;

    @Test
    void everythingInStateAndOnTheWireIsAPojo() {
        for (Class<?> type :
                List.of(PreparedDocument.class, KnownChunks.class, FanOut.class, ChunkTask.class, Manifest.class)) {
            PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
        }
    }

    @Test
    void aNewDocumentGoesOnWithAllItsChunks() throws Exception {
        try (Harness harness = open()) {
            harness.send("d", 1, "a b c");
            assertThat(harness.manifests()).containsExactly("d:1:a b c");
            assertThat(harness.tasks()).containsExactly("d:1:a", "d:1:b", "d:1:c");
        }
    }

    @Test
    void ofAChangedDocumentOnlyNewChunksGoOn() throws Exception {
        try (Harness harness = open()) {
            harness.send("d", 1, "a b c");
            harness.send("d", 2, "x a c a");
            harness.send("d", 3, "b");
            assertThat(harness.manifests()).containsExactly("d:1:a b c", "d:2:x a c a", "d:3:b");
            assertThat(harness.tasks()).containsExactly("d:1:a", "d:1:b", "d:1:c", "d:2:x", "d:2:a", "d:3:b");
        }
    }

    @Test
    void whenADocumentArrivedGoesWithItsManifestAndAllItsChunks() throws Exception {
        try (Harness harness = open()) {
            String words = IntStream.range(0, 3 * ChunkingOperator.STEP)
                    .mapToObj(i -> "w" + i)
                    .collect(Collectors.joining(" "));
            harness.processElement(prepared("d", 1, words, "Title"), 42);
            harness.runMails();

            assertThat(harness.getRecordOutput())
                    .hasSize(3 * ChunkingOperator.STEP)
                    .allSatisfy(task -> assertThat(task.getTimestamp()).isEqualTo(42));
            assertThat(harness.getSideOutput(ChunkingOperator.MANIFESTS))
                    .singleElement()
                    .satisfies(manifest -> assertThat(manifest.getTimestamp()).isEqualTo(42));
        }
    }

    @Test
    void anotherTitleIsAnotherContext() throws Exception {
        try (Harness harness = open()) {
            harness.send("d", 1, "a b");
            harness.processElement(prepared("d", 2, "a b", "Other title"), 0);
            assertThat(harness.tasks()).containsExactly("d:1:a", "d:1:b", "d:2:a", "d:2:b");
        }
    }

    @Test
    void chunksOfAProvisionalDocumentAreKnownByTheSmallerModelsAndGoAgainInFull() throws Exception {
        try (Harness harness = open()) {
            harness.sendProvisional("d", 1, "a b");
            harness.send("d", 2, "a b");
            assertThat(harness.tasks()).containsExactly("d:1:a", "d:1:b", "d:2:a", "d:2:b");
            assertThat(harness.extractOutputValues())
                    .extracting(ChunkTask::provisional)
                    .containsExactly(true, true, false, false);
            assertThat(harness.extractOutputValues())
                    .extracting(ChunkTask::fingerprint)
                    .containsExactly(
                            Ids.hash("a", "Title", "smaller models"),
                            Ids.hash("b", "Title", "smaller models"),
                            Ids.hash("a", "Title", "models"),
                            Ids.hash("b", "Title", "models"));
        }
    }

    @Test
    void whereTheSmallerModelsAreTheSameOnlyOtherChunksGoAgain() throws Exception {
        try (Harness harness = new Harness(1, 0, "models")) {
            harness.open();
            harness.sendProvisional("d", 1, "a b c");
            harness.send("d", 2, "a b");
            harness.send("d", 3, "a bc");
            assertThat(harness.tasks()).containsExactly("d:1:a", "d:1:b", "d:1:c", "d:3:bc");
        }
    }

    @Test
    void waitingChunksOfAProvisionalDocumentStaySoAfterARestore() throws Exception {
        OperatorSubtaskState snapshot;
        try (Harness harness = open()) {
            harness.valve.shut();
            harness.sendProvisional("d", 1, words(20));
            snapshot = harness.snapshot(1, 1);
        }
        try (Harness harness = new Harness(1, 0)) {
            harness.initializeState(snapshot);
            harness.open();
            harness.runMails();
            assertThat(harness.extractOutputValues())
                    .hasSize(20 - ChunkingOperator.STEP)
                    .allMatch(ChunkTask::provisional);
            harness.send("d", 2, words(20));
            harness.runMails();
            assertThat(harness.extractOutputValues().subList(20 - ChunkingOperator.STEP, 40 - ChunkingOperator.STEP))
                    .noneMatch(ChunkTask::provisional);
        }
    }

    @Test
    void tasksOfAnotherConfigurationWaitForItOrForANewRevision() throws Exception {
        OperatorSubtaskState snapshot;
        try (Harness harness = open()) {
            harness.valve.shut();
            harness.send("d", 1, words(20));
            harness.send("e", 1, words(20));
            snapshot = harness.snapshot(1, 1);
        }
        try (Harness harness = new Harness(1, 0, "smaller models", "other models")) {
            harness.initializeState(snapshot);
            harness.open();
            harness.runMails();
            assertThat(harness.tasks()).isEmpty();
            harness.send("d", 2, "w0 w19");
            harness.sendOf(configuration("models", "smaller models"), "f", 1, words(10));
            harness.endInput();
            assertThat(harness.tasks()).containsExactly("d:2:w0", "d:2:w19");
            snapshot = harness.snapshot(2, 2);
        }
        try (Harness harness = new Harness(1, 0)) {
            harness.initializeState(snapshot);
            harness.open();
            harness.runMails();
            assertThat(harness.tasks())
                    .hasSize(20 - ChunkingOperator.STEP + 10)
                    .contains("e:1:w8", "e:1:w19", "f:1:w0", "f:1:w9")
                    .noneMatch(task -> task.startsWith("d"));
        }
    }

    /** The snapshot is of the version that knew nothing of provisional documents: see {@code state/README.md}. */
    @Test
    void restoresStateFromBeforeThereWereProvisionalDocuments() throws Exception {
        URL file = getClass().getResource("/io/knowstream/state/chunking-1.snapshot");
        try (Harness harness = new Harness(1, 0)) {
            harness.initializeState(
                    OperatorSnapshotUtil.readStateHandle(Path.of(file.toURI()).toString()));
            harness.open();
            harness.runMails();
            assertThat(harness.tasks()).containsExactlyElementsOf(tasks("d", 1, "w8 w9 w10 w11"));
            assertThat(harness.extractOutputValues()).noneMatch(ChunkTask::provisional);
            harness.send("d", 2, words(12) + " new");
            assertThat(harness.tasks()).endsWith("d:1:w11", "d:2:new");
        }
    }

    @Test
    void aDeletedDocumentIsForgotten() throws Exception {
        try (Harness harness = new Harness(1, 0)) {
            harness.setStateBackend(new HashMapStateBackend()); // the one that counts its entries
            harness.open();
            harness.valve.shut();
            harness.send("d", 1, words(20));
            harness.processElement(new PreparedDocument("d", 2, null, null, List.of(), null), 0);
            harness.valve.open();
            harness.runMails();
            assertThat(harness.manifests()).containsExactly("d:1:" + words(20), "d:2:");
            assertThat(harness.tasks()).hasSize(ChunkingOperator.STEP);
            assertThat(harness.numKeyedStateEntries())
                    .as("the deleted revision")
                    .isOne();
            harness.send("d", 3, "w0 w1");
            assertThat(harness.tasks()).endsWith("d:3:w0", "d:3:w1");
        }
    }

    @Test
    void anOlderRevisionThatComesLateChangesNothing() throws Exception {
        // A restore with another parallelism spreads what is in preparation over all subtasks.
        try (Harness harness = open()) {
            harness.valve.shut();
            harness.send("d", 2, words(20));
            harness.send("d", 1, "a b");
            harness.valve.open();
            harness.runMails();
            harness.send("d", 3, "a");
            assertThat(harness.manifests()).containsExactly("d:2:" + words(20), "d:3:a");
            assertThat(harness.tasks()).hasSize(21).endsWith("d:3:a");
        }
    }

    @Test
    void anOlderRevisionThatComesBehindTheDeletionChangesNothing() throws Exception {
        try (Harness harness = open()) {
            harness.processElement(new PreparedDocument("d", 2, null, null, List.of(), null), 0);
            harness.send("d", 1, "a b");
            harness.send("d", 3, "a");
            assertThat(harness.manifests()).containsExactly("d:2:", "d:3:a");
            assertThat(harness.tasks()).containsExactly("d:3:a");
        }
    }

    @Test
    void aFailedDocumentKeepsItsManifest() throws Exception {
        try (Harness harness = open()) {
            Document document = new Document("d", null, "text", null, null);
            harness.processElement(new PreparedDocument("d", 1, document, null, List.of(), "no boundaries"), 0);
            assertThat(harness.getSideOutput(ChunkingOperator.MANIFESTS))
                    .extracting(record -> record.getValue().failure())
                    .containsExactly("no boundaries");
            assertThat(harness.tasks()).isEmpty();
        }
    }

    @Test
    void aLongDocumentGoesOutInStepsWhileTheOutputHasRoom() throws Exception {
        try (Harness harness = open()) {
            harness.valve.shut();
            harness.send("d", 1, words(30));
            harness.runMails();
            assertThat(harness.tasks()).hasSize(8);
            harness.valve.roomFor(1);
            harness.runMails();
            assertThat(harness.tasks()).hasSize(16);
            harness.valve.roomFor(1);
            harness.runMails();
            assertThat(harness.tasks()).hasSize(24);
            harness.valve.open();
            harness.runMails();
            assertThat(harness.tasks()).isEqualTo(tasks("d", 1, words(30)));
        }
    }

    @Test
    void stepsGiveWayToOtherMails() throws Exception {
        try (Harness harness = open()) {
            harness.send("d", 1, words(100));
            harness.tasksAtOtherMail();
            harness.runMails();
            assertThat(harness.seenByOtherMail).isCompletedWithValue(8 + ChunkingOperator.STEP);
            assertThat(harness.tasks()).hasSize(100);
        }
    }

    @Test
    void longDocumentsTakeTurns() throws Exception {
        try (Harness harness = open()) {
            harness.valve.shut();
            harness.send("d", 1, words(24));
            harness.send("e", 1, words(24));
            harness.valve.open();
            harness.runMails();
            assertThat(harness.tasks().subList(16, 48))
                    .extracting(task -> task.substring(0, 1))
                    .containsExactlyElementsOf(Arrays.asList(
                            ("d".repeat(8) + "e".repeat(8)).repeat(2).split("")));
        }
    }

    @Test
    void aNewerRevisionReplacesWhatWaits() throws Exception {
        try (Harness harness = open()) {
            harness.valve.shut();
            harness.send("d", 1, words(12)); // w8 to w11 wait
            harness.send("d", 2, "w11 w0 new w9");
            harness.valve.open();
            harness.runMails();
            assertThat(harness.tasks()).hasSize(8 + 3).startsWith("d:1:w0").endsWith("d:2:w11", "d:2:new", "d:2:w9");
            harness.send("d", 3, "w11 w0 w9");
            assertThat(harness.tasks()).hasSize(11);
        }
    }

    @Test
    void theEndOfTheInputSendsEverything() throws Exception {
        try (Harness harness = open()) {
            harness.valve.shut();
            harness.send("d", 1, words(100));
            harness.send("e", 1, words(50));
            harness.endInput();
            assertThat(harness.tasks())
                    .containsAll(tasks("d", 1, words(100)))
                    .containsAll(tasks("e", 1, words(50)))
                    .hasSize(150);
            harness.valve.open();
            harness.runMails();
            assertThat(harness.tasks()).hasSize(150);
        }
    }

    @Test
    void whatWaitsGoesOutAfterARestoreWithAnotherParallelism() throws Exception {
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        OperatorSubtaskState snapshot;
        try (Harness harness = open()) {
            harness.valve.shut();
            for (int d = 0; d < 20; d++) {
                harness.send("d" + d, 1, words(9 + d));
                expected.addAll(tasks("d" + d, 1, words(9 + d)));
            }
            actual.addAll(harness.tasks());
            snapshot = harness.snapshot(1, 1);
        }
        for (int subtask = 0; subtask < 3; subtask++) {
            try (Harness harness = new Harness(3, subtask)) {
                harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        snapshot, MAX_PARALLELISM, 1, 3, subtask));
                harness.open();
                harness.runMails();
                for (int d = 0; d < 20; d++) {
                    if (harness.owns("d" + d)) {
                        harness.send("d" + d, 2, words(9 + d) + " new");
                        expected.add("d" + d + ":2:new");
                    }
                }
                harness.runMails();
                actual.addAll(harness.tasks());
            }
        }
        assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static Harness open() throws Exception {
        Harness harness = new Harness(1, 0);
        harness.open();
        return harness;
    }

    private static String words(int count) {
        return IntStream.range(0, count).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    }

    private static List<String> tasks(String id, long revision, String words) {
        return Arrays.stream(words.split(" "))
                .map(word -> id + ":" + revision + ":" + word)
                .toList();
    }

    private static PreparedDocument prepared(String id, long revision, String words, String title) {
        List<Span> spans = new ArrayList<>();
        int at = 0;
        for (String word : words.split(" ")) {
            spans.add(new Span(at, at + word.length()));
            at += word.length() + 1;
        }
        GlobalContext context = new GlobalContext(title, List.of(), "lead of " + revision);
        return new PreparedDocument(id, revision, new Document(id, title, words, null, null), context, spans, null);
    }

    private static ConfigurationFingerprint configuration(String extraction, String degraded) {
        return new ConfigurationFingerprint("all of " + extraction, extraction, degraded, true, false, true);
    }

    /** An output that has room, has none, or has it for some more looks. */
    private static final class Valve extends MockResultPartitionWriter {
        private int looks = Integer.MAX_VALUE;
        private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

        void shut() {
            roomFor(0);
        }

        void open() {
            roomFor(Integer.MAX_VALUE);
        }

        void roomFor(int steps) {
            looks = steps;
            CompletableFuture<Void> waited = room;
            room = new CompletableFuture<>();
            if (steps > 0) {
                waited.complete(null);
            }
        }

        @Override
        public CompletableFuture<?> getAvailableFuture() {
            return looks-- > 0 ? AvailabilityProvider.AVAILABLE : room;
        }
    }

    private static final class Harness
            extends KeyedOneInputStreamOperatorTestHarness<String, PreparedDocument, ChunkTask> {

        private final Valve valve = new Valve();
        private final CompletableFuture<Integer> seenByOtherMail = new CompletableFuture<>();
        private final int parallelism;
        private final int subtask;

        Harness(int parallelism, int subtask) throws Exception {
            this(parallelism, subtask, "smaller models");
        }

        Harness(int parallelism, int subtask, String degradedFingerprint) throws Exception {
            this(parallelism, subtask, degradedFingerprint, "models");
        }

        Harness(int parallelism, int subtask, String degradedFingerprint, String extraction) throws Exception {
            super(
                    new ChunkingOperator(Duration.ofDays(7), configuration(extraction, degradedFingerprint)),
                    PreparedDocument::documentId,
                    Types.STRING,
                    MAX_PARALLELISM,
                    parallelism,
                    subtask);
            this.parallelism = parallelism;
            this.subtask = subtask;
            setStateBackend(new EmbeddedRocksDBStateBackend());
            getEnvironment().addOutputs(List.of(valve));
        }

        void send(String id, long revision, String words) throws Exception {
            processElement(prepared(id, revision, words, "Title"), 0);
        }

        void sendOf(ConfigurationFingerprint configuration, String id, long revision, String words) throws Exception {
            PreparedDocument any = prepared(id, revision, words, "Title");
            processElement(
                    new PreparedDocument(
                            id, revision, any.document(), any.context(), any.spans(), null, false, configuration),
                    0);
        }

        void sendProvisional(String id, long revision, String words) throws Exception {
            PreparedDocument full = prepared(id, revision, words, "Title");
            processElement(
                    new PreparedDocument(id, revision, full.document(), full.context(), full.spans(), null, true, null),
                    0);
        }

        /** Runs the mails that wait, and those that they send. */
        void runMails() throws Exception {
            for (var mail = getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
                    mail.isPresent();
                    mail = getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY)) {
                mail.get().run();
            }
        }

        void tasksAtOtherMail() {
            getTaskMailbox()
                    .put(new Mail(() -> seenByOtherMail.complete(tasks().size()), TaskMailbox.MAX_PRIORITY, "other"));
        }

        boolean owns(String key) {
            return subtask == KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, parallelism);
        }

        List<String> tasks() {
            return extractOutputValues().stream()
                    .map(task -> task.documentId() + ":" + task.revision() + ":" + task.text())
                    .toList();
        }

        List<String> manifests() {
            return getSideOutput(ChunkingOperator.MANIFESTS).stream()
                    .map(StreamRecord::getValue)
                    .map(manifest -> manifest.documentId() + ":" + manifest.revision() + ":"
                            + manifest.chunks().stream()
                                    .map(chunk -> text(manifest, chunk))
                                    .collect(Collectors.joining(" ")))
                    .toList();
        }

        private static String text(Manifest manifest, Chunk chunk) {
            return manifest.document().content().substring(chunk.start(), chunk.end());
        }
    }
}
