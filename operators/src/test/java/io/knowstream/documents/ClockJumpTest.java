package io.knowstream.documents;

import static io.knowstream.documents.AdmissionHarness.delete;
import static io.knowstream.documents.AdmissionHarness.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.documents.ModelMemory.Level;
import io.knowstream.graph.DocumentUpdate;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A machine's clock that is set forward or back while documents are in line or remembered as deleted. */
@SuppressWarnings("try") // the harness declares close() throws Exception
class ClockJumpTest {

    private static final Duration RETENTION = Duration.ofDays(7);
    private static final long GAP = 100;
    private static final long JUMP = Duration.ofHours(1).toMillis();
    private static final int DOCUMENTS = 20;

    @AfterEach
    void freeMemory() {
        AdmissionHarness.level = Level.AVAILABLE;
    }

    @Test
    void aJumpForwardDoesNotLetTheWholeLineGoAtOnce() throws Exception {
        try (AdmissionHarness harness = inLine()) {
            harness.setProcessingTime(harness.getProcessingTime() + JUMP);
            assertThat(harness.outstanding()).isEqualTo(DOCUMENTS - 1);
            harness.pass(DOCUMENTS * GAP);
            assertThat(harness.outstanding()).isZero();
            assertThat(again(harness)).containsExactlyInAnyOrderElementsOf(ids());
        }
    }

    /** Flink fires the timer that is next by elapsed time, and all others when the clock is there again. */
    @Test
    void aJumpBackHoldsUpThoseInLineForItsLengthAndNobodyElse() throws Exception {
        try (AdmissionHarness harness = inLine()) {
            harness.pass(5 * GAP);
            assertThat(harness.outstanding()).isEqualTo(DOCUMENTS - 5);
            harness.setProcessingTime(harness.getProcessingTime() - JUMP);

            AdmissionHarness.level = Level.LIMITED;
            harness.send(upsert("new", "text", null));
            AdmissionHarness.level = Level.AVAILABLE;
            harness.pass((DOCUMENTS + 1) * GAP);
            assertThat(harness.admitted()).as("not behind the jump").endsWith("new:2:text");
            assertThat(harness.outstanding()).isEqualTo(DOCUMENTS - 5);

            harness.setProcessingTime(harness.getProcessingTime() + JUMP);
            harness.pass(DOCUMENTS * GAP);
            assertThat(harness.outstanding()).isZero();
            assertThat(again(harness)).hasSize(DOCUMENTS + 1).containsAll(ids());
        }
    }

    @Test
    void theEndOfTheInputDoesNotLookAtTheClock() throws Exception {
        try (AdmissionHarness harness = inLine()) {
            harness.setProcessingTime(harness.getProcessingTime() - JUMP);
            harness.endInput();
            assertThat(harness.outstanding()).isZero();
            assertThat(again(harness)).containsExactlyInAnyOrderElementsOf(ids());
        }
    }

    @Test
    void aJumpBackKeepsADeletionLongerAndAJumpForwardEndsItsRetention() throws Exception {
        try (AdmissionHarness harness =
                new AdmissionHarness(new DocumentsConfig(RETENTION, false, 10, Duration.ofDays(1)), 1, 0)) {
            harness.open();
            long start = RETENTION.multipliedBy(10).toMillis();
            harness.setStateTtlProcessingTime(start);
            harness.send(upsert("a", "one", 5L), delete("a", 6L));
            harness.setStateTtlProcessingTime(start - RETENTION.toMillis());
            harness.send(upsert("a", "late", 5L));
            harness.setStateTtlProcessingTime(start + RETENTION.toMillis() - 1);
            harness.send(upsert("a", "late", 5L));
            assertThat(harness.admitted()).containsExactly("a:1:one", "a:2:deleted");
            harness.setStateTtlProcessingTime(start + RETENTION.toMillis() + 1);
            harness.send(upsert("a", "taken for new", 5L));
            assertThat(harness.admitted()).last().isEqualTo("a:3:taken for new");
        }
    }

    private static AdmissionHarness inLine() throws Exception {
        AdmissionHarness harness =
                new AdmissionHarness(new DocumentsConfig(RETENTION, true, 10, Duration.ofDays(1)), 1, 0);
        harness.open();
        harness.setProcessingTime(2 * JUMP);
        AdmissionHarness.level = Level.LIMITED;
        harness.send(ids().stream().map(id -> upsert(id, "text", null)).toArray(DocumentUpdate[]::new));
        AdmissionHarness.level = Level.AVAILABLE;
        return harness;
    }

    private static List<String> ids() {
        return IntStream.range(0, DOCUMENTS).mapToObj(i -> "d" + i).toList();
    }

    private static List<String> again(AdmissionHarness harness) {
        return harness.extractOutputValues().stream()
                .filter(admitted -> !admitted.provisional())
                .map(admitted -> admitted.documentId())
                .toList();
    }
}
