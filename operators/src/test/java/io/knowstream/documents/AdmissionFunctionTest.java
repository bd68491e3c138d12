package io.knowstream.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;

/** On RocksDB, as in production. */
@SuppressWarnings("try") // the harness declares close() throws Exception
class AdmissionFunctionTest {

    private static final int MAX_PARALLELISM = 16;
    private static final Duration RETENTION = Duration.ofDays(7);

    @Test
    void everythingInStateAndOnTheWireIsAPojo() {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(HeldVersion.class);
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(DocumentUpdate.class);
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(AdmittedDocument.class);
    }

    @Test
    void numbersWhatChangesAndEndsWhatDoesNot() throws Exception {
        try (Harness harness = harness(1, 0)) {
            harness.open();
            send(harness, upsert("a", "one", 1L), upsert("a", "one", 1L), upsert("a", "old", 0L));
            send(harness, upsert("b", "two", null), upsert("a", "three", 2L), delete("a", null));
            assertThat(admitted(harness))
                    .containsExactly("a:1:one", "b:1:two", "a:2:three", "a:3:deleted")
                    .doesNotContain("a:1:old");
        }
    }

    @Test
    void passesOnTheDocumentAsItWas() throws Exception {
        try (Harness harness = harness(1, 0)) {
            harness.open();
            Document document = new Document("a", "Title", "Content \uD83D\uDE00", 4L, Map.of("k", "v"));
            send(harness, DocumentUpdate.upsert(document));
            assertThat(harness.extractOutputValues()).containsExactly(new AdmittedDocument("a", 1, document));
        }
    }

    @Test
    void remembersADeletionForItsRetentionAndNoLonger() throws Exception {
        try (Harness harness = harness(1, 0)) {
            harness.open();
            harness.setStateTtlProcessingTime(0);
            send(harness, upsert("a", "one", 5L), delete("a", 6L));
            harness.setStateTtlProcessingTime(RETENTION.toMillis() - 1);
            send(harness, upsert("a", "late", 5L));
            assertThat(admitted(harness)).containsExactly("a:1:one", "a:2:deleted");
            harness.setStateTtlProcessingTime(RETENTION.toMillis() + 1);
            send(harness, upsert("a", "again", 5L));
            assertThat(admitted(harness)).last().isEqualTo("a:3:again");
        }
    }

    @Test
    void revisionsGrowUntilTheDeletionIsForgottenEverywhere() throws Exception {
        // Resolution sees a deletion later than admission does, and remembers it that much longer.
        try (Harness harness = harness(1, 0)) {
            harness.open();
            harness.setStateTtlProcessingTime(0);
            send(harness, upsert("a", "one", null), delete("a", null));
            send(harness, upsert("b", "one", null), delete("b", null));
            harness.setStateTtlProcessingTime(2 * RETENTION.toMillis() - 1);
            send(harness, upsert("a", "again", null));
            harness.setStateTtlProcessingTime(2 * RETENTION.toMillis() + 1);
            send(harness, upsert("b", "again", null));
            assertThat(admitted(harness)).endsWith("a:3:again", "b:1:again");
        }
    }

    @Test
    void aLivingDocumentNeverExpires() throws Exception {
        try (Harness harness = harness(1, 0)) {
            harness.open();
            harness.setStateTtlProcessingTime(0);
            send(harness, upsert("a", "one", 5L));
            harness.setStateTtlProcessingTime(RETENTION.multipliedBy(100).toMillis());
            send(harness, upsert("a", "one", 5L), upsert("a", "late", 4L), upsert("a", "two", 5L));
            assertThat(admitted(harness)).containsExactly("a:1:one", "a:2:two");
        }
    }

    @Test
    void continuesAfterARestoreWithAnotherParallelism() throws Exception {
        OperatorSubtaskState snapshot;
        try (Harness harness = harness(1, 0)) {
            harness.open();
            for (int i = 0; i < 50; i++) {
                send(harness, upsert("d" + i, "text " + i, 3L));
            }
            send(harness, delete("d7", 9L));
            snapshot = harness.snapshot(1, 1);
        }
        List<String> after = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            try (Harness harness = harness(3, subtask)) {
                harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        snapshot, MAX_PARALLELISM, 1, 3, subtask));
                harness.open();
                for (int i = 0; i < 50; i++) {
                    if (harness.owns("d" + i)) {
                        send(harness, upsert("d" + i, "text " + i, 3L), upsert("d" + i, "stale", 2L));
                        send(harness, upsert("d" + i, "new", 4L));
                    }
                }
                after.addAll(admitted(harness));
            }
        }
        assertThat(after)
                .hasSize(49)
                .allMatch(line -> line.endsWith(":2:new"))
                .doesNotHaveDuplicates()
                .noneMatch(line -> line.startsWith("d7:"));
    }

    private static DocumentUpdate upsert(String id, String content, Long version) {
        return DocumentUpdate.upsert(new Document(id, null, content, version, null));
    }

    private static DocumentUpdate delete(String id, Long version) {
        return DocumentUpdate.delete(id, version);
    }

    private static void send(Harness harness, DocumentUpdate... updates) throws Exception {
        for (DocumentUpdate update : updates) {
            harness.processElement(update, 0);
        }
    }

    private static List<String> admitted(Harness harness) {
        return harness.extractOutputValues().stream()
                .map(admitted -> admitted.documentId() + ":" + admitted.revision() + ":"
                        + (admitted.document() == null
                                ? "deleted"
                                : admitted.document().content()))
                .toList();
    }

    private static Harness harness(int parallelism, int subtask) throws Exception {
        Harness harness = new Harness(parallelism, subtask);
        harness.setStateBackend(new EmbeddedRocksDBStateBackend());
        return harness;
    }

    private static final class Harness
            extends KeyedOneInputStreamOperatorTestHarness<String, DocumentUpdate, AdmittedDocument> {

        private final int parallelism;
        private final int subtask;

        Harness(int parallelism, int subtask) throws Exception {
            super(
                    new KeyedProcessOperator<>(new AdmissionFunction(new DocumentsConfig(RETENTION), "models")),
                    DocumentUpdate::documentId,
                    Types.STRING,
                    MAX_PARALLELISM,
                    parallelism,
                    subtask);
            this.parallelism = parallelism;
            this.subtask = subtask;
        }

        boolean owns(String key) {
            return subtask == KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, parallelism);
        }
    }
}
