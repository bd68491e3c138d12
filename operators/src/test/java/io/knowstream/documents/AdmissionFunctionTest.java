package io.knowstream.documents;

import static io.knowstream.documents.AdmissionHarness.delete;
import static io.knowstream.documents.AdmissionHarness.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;

/** On RocksDB, as in production. */
@SuppressWarnings("try") // the harness declares close() throws Exception
class AdmissionFunctionTest {

    private static final Duration RETENTION = Duration.ofDays(7);

    @Test
    void everythingInStateAndOnTheWireIsAPojo() {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(HeldVersion.class);
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(Outstanding.class);
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(DocumentUpdate.class);
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(AdmittedDocument.class);
    }

    @Test
    void numbersWhatChangesAndEndsWhatDoesNot() throws Exception {
        try (AdmissionHarness harness = harness(1, 0)) {
            harness.open();
            harness.send(upsert("a", "one", 1L), upsert("a", "one", 1L), upsert("a", "old", 0L));
            harness.send(upsert("b", "two", null), upsert("a", "three", 2L), delete("a", null));
            assertThat(harness.admitted())
                    .containsExactly("a:1:one", "b:1:two", "a:2:three", "a:3:deleted")
                    .doesNotContain("a:1:old");
        }
    }

    @Test
    void passesOnTheDocumentAsItWas() throws Exception {
        try (AdmissionHarness harness = harness(1, 0)) {
            harness.open();
            Document document = new Document("a", "Title", "Content \uD83D\uDE00", 4L, Map.of("k", "v"));
            harness.send(DocumentUpdate.upsert(document));
            assertThat(harness.extractOutputValues())
                    .containsExactly(
                            new AdmittedDocument("a", 1, document, false, AdmissionHarness.configuration("models")));
        }
    }

    @Test
    void remembersADeletionForItsRetentionAndNoLonger() throws Exception {
        try (AdmissionHarness harness = harness(1, 0)) {
            harness.open();
            harness.setStateTtlProcessingTime(0);
            harness.send(upsert("a", "one", 5L), delete("a", 6L));
            harness.setStateTtlProcessingTime(RETENTION.toMillis() - 1);
            harness.send(upsert("a", "late", 5L));
            assertThat(harness.admitted()).containsExactly("a:1:one", "a:2:deleted");
            harness.setStateTtlProcessingTime(RETENTION.toMillis() + 1);
            harness.send(upsert("a", "again", 5L));
            assertThat(harness.admitted()).last().isEqualTo("a:3:again");
        }
    }

    @Test
    void revisionsGrowUntilTheDeletionIsForgottenEverywhere() throws Exception {
        // Resolution sees a deletion later than admission does, and remembers it that much longer.
        try (AdmissionHarness harness = harness(1, 0)) {
            harness.open();
            harness.setStateTtlProcessingTime(0);
            harness.send(upsert("a", "one", null), delete("a", null));
            harness.send(upsert("b", "one", null), delete("b", null));
            harness.setStateTtlProcessingTime(2 * RETENTION.toMillis() - 1);
            harness.send(upsert("a", "again", null));
            harness.setStateTtlProcessingTime(2 * RETENTION.toMillis() + 1);
            harness.send(upsert("b", "again", null));
            assertThat(harness.admitted()).endsWith("a:3:again", "b:1:again");
        }
    }

    @Test
    void aLivingDocumentNeverExpires() throws Exception {
        try (AdmissionHarness harness = harness(1, 0)) {
            harness.open();
            harness.setStateTtlProcessingTime(0);
            harness.send(upsert("a", "one", 5L));
            harness.setStateTtlProcessingTime(RETENTION.multipliedBy(100).toMillis());
            harness.send(upsert("a", "one", 5L), upsert("a", "late", 4L), upsert("a", "two", 5L));
            assertThat(harness.admitted()).containsExactly("a:1:one", "a:2:two");
        }
    }

    @Test
    void continuesAfterARestoreWithAnotherParallelism() throws Exception {
        OperatorSubtaskState snapshot;
        try (AdmissionHarness harness = harness(1, 0)) {
            harness.open();
            for (int i = 0; i < 50; i++) {
                harness.send(upsert("d" + i, "text " + i, 3L));
            }
            harness.send(delete("d7", 9L));
            snapshot = harness.snapshot(1, 1);
        }
        List<String> after = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            try (AdmissionHarness harness = harness(3, subtask)) {
                harness.restored(snapshot);
                for (int i = 0; i < 50; i++) {
                    if (harness.owns("d" + i)) {
                        harness.send(upsert("d" + i, "text " + i, 3L), upsert("d" + i, "stale", 2L));
                        harness.send(upsert("d" + i, "new", 4L));
                    }
                }
                after.addAll(harness.admitted());
            }
        }
        assertThat(after)
                .hasSize(49)
                .allMatch(line -> line.endsWith(":2:new"))
                .doesNotHaveDuplicates()
                .noneMatch(line -> line.startsWith("d7:"));
    }

    private static AdmissionHarness harness(int parallelism, int subtask) throws Exception {
        return new AdmissionHarness(
                new DocumentsConfig(RETENTION, false, 10, Duration.ofDays(1)), parallelism, subtask);
    }
}
