package io.knowstream.documents;

import static io.knowstream.documents.AdmissionHarness.delete;
import static io.knowstream.documents.AdmissionHarness.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.documents.ModelMemory.Level;
import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.DocumentUpdate;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Documents that are held when the configuration changes. */
@SuppressWarnings("try") // the harness declares close() throws Exception
class ReconfigurationTest {

    private static final DocumentsConfig CONFIG = new DocumentsConfig(Duration.ofDays(7), true, 10, Duration.ofDays(1));
    private static final long GAP = 100;
    private static final int ALL = 1_000_000;

    @AfterEach
    void freeMemory() {
        AdmissionHarness.level = Level.AVAILABLE;
    }

    @Test
    void allDocumentsAreAdmittedAgainAtTheRateAndThenNothingIsOutstanding() throws Exception {
        OperatorSubtaskState snapshot = admitted("A", 50);
        try (AdmissionHarness harness = restored("B", snapshot)) {
            assertThat(harness.outstanding()).as("before anything is compared").isEqualTo(50);
            harness.runMails(ALL);
            assertThat(harness.outstanding()).isEqualTo(50);
            assertThat(harness.admitted()).isEmpty();
            harness.pass(10 * GAP);
            assertThat(harness.admitted()).hasSize(10);
            harness.pass(40 * GAP);
            assertThat(harness.outstanding()).isZero();
            assertThat(harness.admitted()).containsExactlyInAnyOrderElementsOf(again(50, 2));
            assertThat(harness.extractOutputValues())
                    .extracting(AdmittedDocument::configuration)
                    .containsOnly(AdmissionHarness.configuration("B"));
            snapshot = harness.snapshot(2, 2);
        }
        try (AdmissionHarness harness = restored("B", snapshot)) {
            assertThat(harness.getTaskMailbox().hasMail()).isFalse();
            assertThat(harness.outstanding()).isZero();
            harness.endInput();
            assertThat(harness.admitted()).isEmpty();
        }
    }

    @Test
    void theSameConfigurationComparesNothing() throws Exception {
        OperatorSubtaskState snapshot = admitted("A", 5);
        try (AdmissionHarness harness = restored("A", snapshot)) {
            assertThat(harness.getTaskMailbox().hasMail()).isFalse();
            harness.endInput();
            assertThat(harness.admitted()).isEmpty();
        }
    }

    @Test
    void memoryThatIsNotAvailableIsWaitedFor() throws Exception {
        OperatorSubtaskState snapshot = admitted("A", 3);
        AdmissionHarness.level = Level.LIMITED;
        try (AdmissionHarness harness = restored("B", snapshot)) {
            harness.runMails(ALL);
            harness.pass(20 * GAP);
            assertThat(harness.outstanding()).isEqualTo(3);
            assertThat(harness.admitted()).isEmpty();
            AdmissionHarness.level = Level.AVAILABLE;
            harness.pass(20 * GAP);
            assertThat(harness.admitted()).containsExactlyInAnyOrderElementsOf(again(3, 2));
        }
    }

    @Test
    void theEndOfTheInputWaitsForNothing() throws Exception {
        OperatorSubtaskState snapshot = admitted("A", 50);
        AdmissionHarness.level = Level.CRITICAL;
        try (AdmissionHarness harness = restored("B", snapshot)) {
            harness.runMails(1);
            harness.endInput();
            assertThat(harness.outstanding()).isZero();
            assertThat(harness.admitted()).containsExactlyInAnyOrderElementsOf(again(50, 2));
            harness.runMails(ALL);
            assertThat(harness.admitted()).hasSize(50);
        }
    }

    @Test
    void whatArrivesMeanwhileIsNotDoneTwice() throws Exception {
        OperatorSubtaskState snapshot = admitted("A", 50);
        try (AdmissionHarness harness = restored("B", snapshot)) {
            harness.send(upsert("d1", "text 1", null), upsert("d2", "new", null), delete("d3", null));
            harness.runMails(ALL);
            assertThat(harness.outstanding()).isEqualTo(47);
            harness.send(upsert("d4", "text 4", null), upsert("d5", "new", null), delete("d6", null));
            assertThat(harness.outstanding()).isEqualTo(44);
            harness.endInput();
            List<String> expected = new ArrayList<>(again(50, 2));
            expected.set(2, "d2:2:new");
            expected.set(3, "d3:2:deleted");
            expected.set(5, "d5:2:new");
            expected.set(6, "d6:2:deleted");
            assertThat(harness.admitted()).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void aFailureInTheMiddleOfTheComparisonLosesNothing() throws Exception {
        OperatorSubtaskState snapshot = admitted("A", 5 * AdmissionOperator.STEP);
        try (AdmissionHarness harness = restored("B", snapshot)) {
            assertThat(harness.runMails(2)).isFalse();
            snapshot = harness.snapshot(2, 2);
        }
        List<String> admitted = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            try (AdmissionHarness harness =
                    new AdmissionHarness(CONFIG, AdmissionHarness.configuration("B"), 3, subtask).restored(snapshot)) {
                harness.runMails(ALL);
                harness.pass(5L * AdmissionOperator.STEP * GAP);
                assertThat(harness.outstanding()).isZero();
                admitted.addAll(harness.admitted());
            }
        }
        assertThat(admitted).containsExactlyInAnyOrderElementsOf(again(5 * AdmissionOperator.STEP, 2));
    }

    @Test
    void goingBackCostsNothingForWhatWasNotDoneYet() throws Exception {
        OperatorSubtaskState snapshot = admitted("A", 50);
        List<String> done;
        try (AdmissionHarness harness = restored("B", snapshot)) {
            harness.runMails(ALL);
            harness.pass(20 * GAP);
            done = harness.extractOutputValues().stream()
                    .map(AdmittedDocument::documentId)
                    .toList();
            assertThat(done).hasSize(20);
            snapshot = harness.snapshot(2, 2);
        }
        try (AdmissionHarness harness = restored("A", snapshot)) {
            harness.runMails(ALL);
            assertThat(harness.outstanding()).isEqualTo(20);
            harness.pass(20 * GAP);
            assertThat(harness.outstanding()).isZero();
            assertThat(harness.extractOutputValues())
                    .extracting(AdmittedDocument::documentId)
                    .containsExactlyInAnyOrderElementsOf(done);
            assertThat(harness.extractOutputValues())
                    .extracting(AdmittedDocument::revision)
                    .containsOnly(3L);
        }
    }

    @Test
    void goingBackDoesNotForgetWhatIsProvisional() throws Exception {
        OperatorSubtaskState snapshot;
        AdmissionHarness.level = Level.LIMITED;
        try (AdmissionHarness harness = new AdmissionHarness(CONFIG, AdmissionHarness.configuration("A"), 1, 0)) {
            harness.open();
            harness.send(upsert("provisional", "text", null));
            AdmissionHarness.level = Level.AVAILABLE;
            harness.send(upsert("full", "text", null), upsert("replaced", "text", null));
            snapshot = harness.snapshot(1, 1);
        }
        AdmissionHarness.level = Level.LIMITED;
        try (AdmissionHarness harness = restored("B", snapshot)) {
            harness.runMails(ALL);
            harness.send(upsert("replaced", "new", null));
            assertThat(harness.admitted()).containsExactly("replaced:2:new~");
            assertThat(harness.outstanding()).isEqualTo(3);
            snapshot = harness.snapshot(2, 2);
        }
        AdmissionHarness.level = Level.AVAILABLE;
        try (AdmissionHarness harness = restored("A", snapshot)) {
            harness.runMails(ALL);
            assertThat(harness.outstanding()).isEqualTo(2);
            harness.pass(10 * GAP);
            assertThat(harness.admitted()).containsExactlyInAnyOrder("provisional:2:text", "replaced:3:new");
        }
    }

    /** The snapshot is of the version that remembered no configuration: see {@code state/README.md}. */
    @Test
    void stateFromBeforeConfigurationsWereRememberedIsComparedWithTheTexts() throws Exception {
        URL file = getClass().getResource("/io/knowstream/state/admission-1.snapshot");
        OperatorSubtaskState snapshot =
                OperatorSnapshotUtil.readStateHandle(Path.of(file.toURI()).toString());
        try (AdmissionHarness harness = restored("models", snapshot)) {
            harness.runMails(ALL);
            assertThat(harness.outstanding()).isZero();
        }
        try (AdmissionHarness harness = restored("other models", snapshot)) {
            harness.runMails(ALL);
            assertThat(harness.outstanding()).isEqualTo(2);
            harness.endInput();
            assertThat(harness.admitted()).containsExactlyInAnyOrder("a:3:two", "b:2:bee");
        }
    }

    /** Whatever happens, the last of each document is of the configuration of the end, and revisions grow. */
    @Test
    void everyHistoryEndsInTheConfigurationOfItsEnd() throws Exception {
        AdmissionHistory history = new AdmissionHistory(40);
        Random random = history.random();
        String configuration = "A";
        OperatorSubtaskState snapshot = admitted(configuration, 0);
        for (int run = 0; run < 8; run++) {
            configuration = List.of("A", "B", "C").get(random.nextInt(3));
            try (AdmissionHarness harness = restored(configuration, snapshot)) {
                for (int i = 0; i < 100; i++) {
                    AdmissionHarness.level = Level.values()[random.nextInt(3)];
                    switch (random.nextInt(6)) {
                        case 0 -> harness.pass(random.nextInt(300));
                        case 1 -> harness.runMails(random.nextInt(3));
                        default -> history.change(harness, 4);
                    }
                }
                if (run == 7) {
                    harness.endInput();
                    assertThat(harness.outstanding()).isZero();
                } else {
                    snapshot = harness.snapshot(run + 2, run + 2);
                }
                history.take(harness);
            }
        }
        for (AdmittedDocument newest : history.requireSurvivors()) {
            if (newest.document() != null) {
                assertThat(newest.configuration().whole()).isEqualTo(configuration);
            }
        }
    }

    private static OperatorSubtaskState admitted(String configuration, int documents) throws Exception {
        try (AdmissionHarness harness =
                new AdmissionHarness(CONFIG, AdmissionHarness.configuration(configuration), 1, 0)) {
            harness.open();
            harness.send(IntStream.range(0, documents)
                    .mapToObj(i -> upsert("d" + i, "text " + i, null))
                    .toArray(DocumentUpdate[]::new));
            harness.send(upsert("gone", "text", 1L), delete("gone", 2L));
            return harness.snapshot(1, 1);
        }
    }

    private static List<String> again(int documents, int revision) {
        return IntStream.range(0, documents)
                .mapToObj(i -> "d" + i + ":" + revision + ":text " + i)
                .toList();
    }

    private static AdmissionHarness restored(String configuration, OperatorSubtaskState snapshot) throws Exception {
        return new AdmissionHarness(CONFIG, AdmissionHarness.configuration(configuration), 1, 0).restored(snapshot);
    }
}
