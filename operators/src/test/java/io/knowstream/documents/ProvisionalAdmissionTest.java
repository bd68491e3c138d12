package io.knowstream.documents;

import static io.knowstream.documents.AdmissionHarness.delete;
import static io.knowstream.documents.AdmissionHarness.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.documents.ModelMemory.Level;
import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentUpdate;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Documents admitted while memory is limited, until they are admitted again. A tilde marks what is provisional. */
@SuppressWarnings("try") // the harness declares close() throws Exception
class ProvisionalAdmissionTest {

    private static final Duration RETENTION = Duration.ofDays(7);
    private static final DocumentsConfig WAIT = new DocumentsConfig(RETENTION, false, 10, Duration.ofDays(1));
    private static final DocumentsConfig DEGRADE = new DocumentsConfig(RETENTION, true, 10, Duration.ofDays(1));
    private static final DocumentsConfig DEGRADE_A_SECOND =
            new DocumentsConfig(RETENTION, true, 10, Duration.ofSeconds(1));
    /** Milliseconds between two documents that are admitted again. */
    private static final long GAP = 100;

    @AfterEach
    void freeMemory() {
        AdmissionHarness.level = Level.AVAILABLE;
    }

    @Test
    void onlyLimitedMemoryMakesDocumentsProvisional() throws Exception {
        try (AdmissionHarness harness = open(DEGRADE)) {
            for (Level level : Level.values()) {
                AdmissionHarness.level = level;
                harness.send(upsert(level.name(), "text", null));
            }
            assertThat(harness.admitted()).containsExactly("AVAILABLE:1:text", "LIMITED:1:text~", "CRITICAL:1:text");
            assertThat(harness.outstanding()).isOne();
        }
    }

    @Test
    void whoWaitsIsNeverProvisional() throws Exception {
        try (AdmissionHarness harness = open(WAIT)) {
            AdmissionHarness.level = Level.LIMITED;
            harness.send(upsert("a", "one", null), upsert("a", "two", null));
            assertThat(harness.admitted()).containsExactly("a:1:one", "a:2:two");
            assertThat(harness.outstanding()).isZero();
        }
    }

    @Test
    void theLineWaitsForMemoryAndThenGoesInOrderAtTheRate() throws Exception {
        try (AdmissionHarness harness = open(DEGRADE)) {
            AdmissionHarness.level = Level.LIMITED;
            harness.send(upsert("a", "one", 1L), upsert("b", "two", null), upsert("c", "three", null));
            harness.pass(10_000);
            AdmissionHarness.level = Level.CRITICAL;
            harness.pass(10_000);
            assertThat(harness.admitted()).containsExactly("a:1:one~", "b:1:two~", "c:1:three~");

            AdmissionHarness.level = Level.AVAILABLE;
            List<Long> times = new ArrayList<>();
            for (long start = harness.getProcessingTime(); harness.outstanding() > 0; ) {
                long before = harness.outstanding();
                harness.pass(1);
                if (harness.outstanding() < before) {
                    times.add(harness.getProcessingTime() - start);
                }
            }
            assertThat(harness.admitted())
                    .hasSize(6)
                    .contains("a:2:one", "b:2:two", "c:2:three")
                    .filteredOn(line -> !line.endsWith("~"))
                    .extracting(line -> line.charAt(0))
                    .isIn(List.of('a', 'b', 'c'), List.of('b', 'c', 'a'), List.of('c', 'a', 'b'));
            assertThat(times).hasSize(3);
            assertThat(times.get(0)).isBetween(1L, GAP);
            assertThat(times.get(1) - times.get(0)).isEqualTo(GAP);
            assertThat(times.get(2) - times.get(1)).isEqualTo(GAP);
            harness.pass(10_000);
            assertThat(harness.admitted()).hasSize(6);
        }
    }

    @Test
    void whoWaitedLongEnoughGoesWithoutMemoryInOrderAtTheRate() throws Exception {
        try (AdmissionHarness harness = open(DEGRADE_A_SECOND)) {
            AdmissionHarness.level = Level.LIMITED;
            harness.send(updates(5));
            harness.pass(500);
            AdmissionHarness.level = Level.CRITICAL;
            harness.pass(499);
            assertThat(harness.outstanding()).isEqualTo(5);
            // Within one round of the line after the second is over: each has its turn there, a gap behind the other.
            for (int left = 4; left >= 0; left--) {
                harness.pass(GAP);
                assertThat(harness.outstanding()).isEqualTo(left);
            }
            assertThat(harness.admitted().subList(5, 10))
                    .containsExactlyInAnyOrder(
                            "d0:2:text 0", "d1:2:text 1", "d2:2:text 2", "d3:2:text 3", "d4:2:text 4");
            harness.pass(10_000);
            assertThat(harness.admitted()).hasSize(10);
        }
    }

    @Test
    void theLineEndsWhereMemoryIsLimitedForEverAndDocumentsKeepComing() throws Exception {
        try (AdmissionHarness harness = open(DEGRADE_A_SECOND)) {
            AdmissionHarness.level = Level.LIMITED;
            for (int i = 0; i < 100; i++) {
                harness.send(upsert("d" + i, "text", null));
                harness.pass(2 * GAP);
            }
            // Five come in a second, and ten may go: what is in line joined within the patience and a round.
            assertThat(harness.outstanding()).isLessThanOrEqualTo(7);
            harness.pass(1_000 + 8 * GAP);
            assertThat(harness.outstanding()).isZero();
            assertThat(harness.admitted())
                    .filteredOn(admitted -> !admitted.endsWith("~"))
                    .hasSize(100);
        }
    }

    @Test
    void aNewProvisionalVersionWaitsNoLongerThanTheOldOneWouldHave() throws Exception {
        try (AdmissionHarness harness = open(DEGRADE_A_SECOND)) {
            AdmissionHarness.level = Level.LIMITED;
            harness.send(upsert("a", "one", 1L));
            harness.pass(950);
            harness.send(upsert("a", "two", 2L));
            assertThat(harness.outstanding()).isOne();
            harness.pass(GAP);
            assertThat(harness.admitted()).containsExactly("a:1:one~", "a:2:two~", "a:3:two");
        }
    }

    @Test
    void patienceGoesOnWhereItWasAfterARestore() throws Exception {
        OperatorSubtaskState snapshot;
        AdmissionHarness.level = Level.LIMITED;
        try (AdmissionHarness harness = open(DEGRADE_A_SECOND)) {
            harness.setProcessingTime(10_000);
            harness.send(upsert("a", "one", null));
            snapshot = harness.snapshot(1, 1);
        }
        try (AdmissionHarness harness = new AdmissionHarness(DEGRADE_A_SECOND, 1, 0).restored(snapshot)) {
            harness.setProcessingTime(10_990);
            assertThat(harness.admitted()).isEmpty();
            harness.pass(GAP);
            assertThat(harness.admitted()).containsExactly("a:2:one");
        }
    }

    /** The snapshot is of the version that did not hold since when documents waited: see {@code state/README.md}. */
    @Test
    void whoWasInLineBeforeThereWasPatienceGoesAtTheNextTurn() throws Exception {
        URL file = getClass().getResource("/io/knowstream/state/admission-2.snapshot");
        OperatorSubtaskState snapshot =
                OperatorSnapshotUtil.readStateHandle(Path.of(file.toURI()).toString());
        try (AdmissionHarness harness = new AdmissionHarness(DEGRADE, 1, 0).restored(snapshot)) {
            harness.runMails(Integer.MAX_VALUE);
            assertThat(harness.outstanding()).isEqualTo(2);
            AdmissionHarness.level = Level.LIMITED;
            harness.setProcessingTime(Duration.ofDays(2).toMillis());
            harness.pass(2 * GAP);
            assertThat(harness.admitted()).containsExactlyInAnyOrder("a:2:one", "b:2:two");
            harness.send(upsert("c", "three", 3L));
            assertThat(harness.admitted()).hasSize(2);
        }
    }

    @Test
    void aNewVersionThatIsFullTakesTheOldOneOutOfTheLine() throws Exception {
        try (AdmissionHarness harness = open(DEGRADE)) {
            AdmissionHarness.level = Level.LIMITED;
            harness.send(upsert("a", "one", 1L));
            AdmissionHarness.level = Level.AVAILABLE;
            harness.send(upsert("a", "two", 2L));
            assertThat(harness.outstanding()).isZero();
            harness.pass(10_000);
            harness.endInput();
            assertThat(harness.admitted()).containsExactly("a:1:one~", "a:2:two");
        }
    }

    @Test
    void aNewVersionThatIsProvisionalTakesThePlaceOfTheOldOne() throws Exception {
        try (AdmissionHarness harness = open(DEGRADE)) {
            AdmissionHarness.level = Level.LIMITED;
            harness.send(upsert("a", "one", 1L), upsert("a", "two", 2L), upsert("a", "late", 1L));
            assertThat(harness.outstanding()).isOne();
            AdmissionHarness.level = Level.AVAILABLE;
            harness.pass(GAP);
            harness.pass(10_000);
            assertThat(harness.admitted()).containsExactly("a:1:one~", "a:2:two~", "a:3:two");
            assertThat(harness.outstanding()).isZero();
        }
    }

    @Test
    void aDeletedDocumentLeavesTheLine() throws Exception {
        try (AdmissionHarness harness = open(DEGRADE)) {
            AdmissionHarness.level = Level.LIMITED;
            harness.send(upsert("a", "one", null), delete("a", null));
            assertThat(harness.outstanding()).isZero();
            AdmissionHarness.level = Level.AVAILABLE;
            harness.pass(10_000);
            harness.endInput();
            assertThat(harness.admitted()).containsExactly("a:1:one~", "a:2:deleted");
        }
    }

    @Test
    void aDuplicateKeepsItsPlaceInLine() throws Exception {
        try (AdmissionHarness harness = open(DEGRADE)) {
            AdmissionHarness.level = Level.LIMITED;
            harness.send(upsert("a", "one", 1L), upsert("a", "one", 1L));
            AdmissionHarness.level = Level.AVAILABLE;
            harness.send(upsert("a", "one", 1L));
            assertThat(harness.admitted()).containsExactly("a:1:one~");
            assertThat(harness.outstanding()).isOne();
            harness.pass(GAP);
            harness.send(upsert("a", "one", 1L));
            assertThat(harness.admitted()).containsExactly("a:1:one~", "a:2:one");
        }
    }

    @Test
    void comesAgainAsItWas() throws Exception {
        Document document = new Document("a", "Title", "Content \uD83D\uDE00", 4L, Map.of("k", "v"));
        try (AdmissionHarness harness = open(DEGRADE)) {
            AdmissionHarness.level = Level.LIMITED;
            harness.send(DocumentUpdate.upsert(document));
            harness.endInput();
            assertThat(harness.extractOutputValues())
                    .containsExactly(
                            new AdmittedDocument("a", 1, document, true, AdmissionHarness.configuration("models")),
                            new AdmittedDocument("a", 2, document, false, AdmissionHarness.configuration("models")));
        }
    }

    @Test
    void theEndOfTheInputWaitsForNoTimerAndNoMemory() throws Exception {
        try (AdmissionHarness harness = open(DEGRADE)) {
            AdmissionHarness.level = Level.LIMITED;
            harness.send(updates(50));
            harness.send(delete("d7", null), upsert("d8", "new", null));
            harness.endInput();
            assertThat(harness.outstanding()).isZero();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                expected.add("d" + i + ":2:text " + i);
            }
            expected.remove("d7:2:text 7");
            expected.set(expected.indexOf("d8:2:text 8"), "d8:3:new");
            List<String> admitted = harness.admitted();
            assertThat(admitted.subList(52, admitted.size())).containsExactlyInAnyOrderElementsOf(expected);
            AdmissionHarness.level = Level.AVAILABLE;
            harness.pass(10_000);
            assertThat(harness.admitted()).hasSize(52 + 49);
        }
    }

    @Test
    void afterARestoreLateTimersComeAtOnceAndStillKeepTheRate() throws Exception {
        OperatorSubtaskState snapshot = limited(20);
        try (AdmissionHarness harness = new AdmissionHarness(DEGRADE, 1, 0).restored(snapshot)) {
            assertThat(harness.outstanding()).isEqualTo(20);
            AdmissionHarness.level = Level.AVAILABLE;
            harness.setProcessingTime(1_000_000);
            assertThat(harness.outstanding()).isEqualTo(19);
            harness.pass(10 * GAP);
            assertThat(harness.outstanding()).isEqualTo(9);
            harness.pass(10 * GAP);
            assertThat(harness.admitted())
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20)
                            .mapToObj(i -> "d" + i + ":2:text " + i)
                            .toList());
        }
    }

    @Test
    void theLineSurvivesARestoreWithAnotherParallelism() throws Exception {
        OperatorSubtaskState snapshot = limited(60);
        AdmissionHarness.level = Level.AVAILABLE;
        long outstanding = 0;
        List<String> again = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            try (AdmissionHarness harness = new AdmissionHarness(DEGRADE, 3, subtask).restored(snapshot)) {
                outstanding += harness.outstanding();
                for (DocumentUpdate update : updates(60)) {
                    if (harness.owns(update.documentId())) {
                        harness.send(update);
                    }
                }
                harness.pass(100 * GAP);
                assertThat(harness.outstanding()).isZero();
                again.addAll(harness.admitted());
            }
        }
        assertThat(outstanding).isEqualTo(60);
        assertThat(again)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 60)
                        .mapToObj(i -> "d" + i + ":2:text " + i)
                        .toList());
    }

    @Test
    void whatIsInLineIsNotForgottenByWhoWaitsFromNowOn() throws Exception {
        OperatorSubtaskState snapshot = limited(3);
        try (AdmissionHarness harness = new AdmissionHarness(WAIT, 1, 0).restored(snapshot)) {
            harness.send(upsert("new", "text", null));
            AdmissionHarness.level = Level.AVAILABLE;
            harness.pass(10 * GAP);
            assertThat(harness.admitted())
                    .containsExactlyInAnyOrder("new:1:text", "d0:2:text 0", "d1:2:text 1", "d2:2:text 2");
        }
    }

    /** The snapshot is of the version that knew nothing of provisional documents: see {@code state/README.md}. */
    @Test
    void restoresStateFromBeforeThereWereProvisionalDocuments() throws Exception {
        URL file = getClass().getResource("/io/knowstream/state/admission-1.snapshot");
        OperatorSubtaskState snapshot =
                OperatorSnapshotUtil.readStateHandle(Path.of(file.toURI()).toString());
        try (AdmissionHarness harness = new AdmissionHarness(DEGRADE, 1, 0).restored(snapshot)) {
            harness.runMails(10);
            assertThat(harness.outstanding()).isZero();
            AdmissionHarness.level = Level.LIMITED;
            harness.send(DocumentUpdate.upsert(new Document("a", "Title", "two", 4L, Map.of("k", "v"))));
            harness.send(upsert("a", "stale", 3L), upsert("b", "bee", null));
            assertThat(harness.admitted()).isEmpty();
            harness.send(upsert("a", "three", 5L));
            harness.endInput();
            assertThat(harness.admitted()).containsExactly("a:3:three~", "a:4:three");
        }
    }

    /** Whatever happens, the last of each document is full and newest, and revisions grow. */
    @Test
    void everyHistoryEndsInFull() throws Exception {
        AdmissionHistory history = new AdmissionHistory(10);
        Random random = history.random();
        OperatorSubtaskState snapshot = null;
        for (int run = 0; run < 4; run++) {
            try (AdmissionHarness harness = new AdmissionHarness(DEGRADE, 1, 0)) {
                if (snapshot == null) {
                    harness.open();
                } else {
                    harness.restored(snapshot);
                }
                for (int i = 0; i < 200; i++) {
                    AdmissionHarness.level = Level.values()[random.nextInt(3)];
                    if (random.nextInt(4) == 0) {
                        harness.pass(random.nextInt(300));
                    } else {
                        history.change(harness, 3);
                    }
                }
                if (run == 3) {
                    harness.endInput();
                    assertThat(harness.outstanding()).isZero();
                } else {
                    snapshot = harness.snapshot(run, run);
                }
                history.take(harness);
            }
        }
        history.requireSurvivors();
    }

    private static OperatorSubtaskState limited(int documents) throws Exception {
        AdmissionHarness.level = Level.LIMITED;
        try (AdmissionHarness harness = open(DEGRADE)) {
            harness.send(updates(documents));
            return harness.snapshot(1, 1);
        }
    }

    private static DocumentUpdate[] updates(int documents) {
        return IntStream.range(0, documents)
                .mapToObj(i -> upsert("d" + i, "text " + i, null))
                .toArray(DocumentUpdate[]::new);
    }

    private static AdmissionHarness open(DocumentsConfig config) throws Exception {
        AdmissionHarness harness = new AdmissionHarness(config, 1, 0);
        harness.open();
        return harness;
    }
}
