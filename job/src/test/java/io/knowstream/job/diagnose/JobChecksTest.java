package io.knowstream.job.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.job.monitor.CheckpointReading;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of what can be read of a job. */
class JobChecksTest {

    private static final long MB = 1_000_000;

    @ParameterizedTest
    @CsvSource({"80, false", "81, true"})
    void memoryIsHighAboveEightyPercent(long used, boolean high) {
        assertThat(codes(MemoryCheck.of(memory(used, used).running(null))).contains("memory.above-80-percent"))
                .isEqualTo(high);
    }

    @Test
    void memoryThatWasHighIsSaid() {
        Diagnosis diagnosis = MemoryCheck.of(
                memory(50, 90).metric(Metric.MEMORY_TRANSITIONS_CRITICAL, 2).running(null));
        assertThat(diagnosis.findings())
                .extracting(Finding::message)
                .containsExactly("2 times more than 80 % of models.budget were taken, the most was 90 MB, 90 %: work"
                        + " queued meanwhile");
    }

    @Test
    void memoryThatNobodyNeedsIsSaidWhereThereIsWork() {
        Diagnosis working = MemoryCheck.of(idle().lag(5).running(null));
        assertThat(working.findings())
                .extracting(Finding::message)
                .containsExactly(
                        "models were in use for 40 % of the bytes and seconds that they were held, less than half");
        assertThat(codes(MemoryCheck.of(idle().running(null)))).isEmpty();
    }

    private static TestingJobs idle() {
        return memory(20, 70).metric(Metric.MODEL_BYTE_SECONDS, 1_000).metric(Metric.MODEL_IDLE_BYTE_SECONDS, 600);
    }

    @Test
    void modelsThatTakeTurnsAreCounted() {
        Diagnosis diagnosis = MemoryCheck.of(
                memory(50, 50).metric(Metric.MODEL_EVICTIONS_ROOM, 25).running(null));
        assertThat(diagnosis.findings())
                .extracting(Finding::message)
                .containsExactly("25 models were evicted to make room for others, 2.5 a minute, more than 1");
    }

    @Test
    void modelsThatFoundNoRoomAreNamed() {
        Diagnosis diagnosis = MemoryCheck.of(memory(50, 50)
                .labelled(Metric.MODEL_BYTES, "small", 50 * MB)
                .labelled(Metric.MODEL_BYTES, "large", 0)
                .metric(Metric.MODEL_UNAVAILABLE, 3)
                .metric(Metric.MODEL_UNAVAILABLE_RATE, 0.05)
                .running(null));
        assertThat(diagnosis.findings())
                .extracting(Finding::message)
                .containsExactly("3 attempts found no memory or no time for a model; loaded are small with 50 MB, not"
                        + " loaded are large");
        assertThat(diagnosis.figures()).containsEntry("loaded models", "1").containsEntry("  small", "50 MB");
    }

    private static TestingJobs memory(long megabytes, long peak) {
        return new TestingJobs()
                .metric(Metric.MODEL_CACHE_BYTES, megabytes * MB)
                .metric(Metric.MODEL_PEAK_BYTES, peak * MB)
                .metric(Metric.MODEL_BUDGET_BYTES, 100 * MB);
    }

    @Test
    void aFastJobHasABottleneckThatDoesNotMatter() {
        Diagnosis diagnosis = SpeedCheck.of(speed(2_000).running(null));
        assertThat(diagnosis.sound()).isTrue();
        assertThat(codes(diagnosis)).containsExactly("speed.bottleneck.entity-extraction");
        assertThat(diagnosis.figures())
                .containsEntry("  preparation", "1.0 ms (9 %)")
                .containsEntry("  inference", "10.0 ms (91 %)");
    }

    @Test
    void theBottleneckMattersWhereDocumentsAreSlowOrWait() {
        assertThat(codes(SpeedCheck.of(speed(200_000).running(null))))
                .containsExactly("speed.bottleneck.entity-extraction", "speed.slow-documents");
        assertThat(codes(SpeedCheck.of(speed(2_000).lag(7).running(null))))
                .containsExactly("speed.bottleneck.entity-extraction", "speed.low-throughput");
    }

    @ParameterizedTest
    @CsvSource({
        "entity, speed.bottleneck.entity-extraction",
        "chunking, speed.bottleneck.semantic-chunking",
        "embedding, speed.bottleneck.semantic-chunking",
        "context, speed.bottleneck.context-analysis",
        "relationship, speed.bottleneck.relationships"
    })
    void stagesThatWereMeasuredTellMore(String slowest, String code) {
        TestingJobs job = speed(2_000).metric(Metric.DOCUMENTS_SAMPLED, 2);
        for (Stage stage : Stage.values()) {
            job.labelled(Metric.STAGE_TIME, stage.key(), stage.key().equals(slowest) ? 14_000 : 1_000);
        }
        Diagnosis diagnosis = SpeedCheck.of(job.running(null));
        assertThat(codes(diagnosis)).containsExactly(code);
        assertThat(diagnosis.figures()).containsEntry("  " + slowest, "7.0 ms (70 %)");
    }

    @Test
    void theTaskThatHoldsOthersBackIsNamed() {
        Diagnosis diagnosis = SpeedCheck.of(new TestingJobs()
                .task("source", 0.1, 0.9)
                .task("extraction", 0.95, 0)
                .running(null));
        assertThat(diagnosis.findings())
                .extracting(Finding::message)
                .containsExactly("extraction is busy 95 % of the time and holds others back up to 90 %");
    }

    private static TestingJobs speed(double sumMillis) {
        return new TestingJobs()
                .metric(Metric.DOCUMENTS_COMPLETED, 10)
                .metric(Metric.DOCUMENTS_TIMED, 10)
                .metric(Metric.DOCUMENTS_TIME, sumMillis)
                .metric(Metric.CHUNKS, 50)
                // What chunking sends is what extraction gets.
                .metricOf("chunking", Metric.CHUNKS, 50)
                .median(Metric.PREPARATION_LATENCY, 1_000)
                .median(Metric.INFERENCE_LATENCY, 2_000);
    }

    @Test
    void checkpointsThatFailAreSaidWithTheReason() {
        Diagnosis diagnosis = StateCheck.of(
                new TestingJobs()
                        .checkpoints(new CheckpointReading(4, 2, 2, Duration.ofSeconds(1), 0))
                        .running(null),
                Optional.empty(),
                Optional.empty());
        assertThat(diagnosis.findings())
                .extracting(Finding::message)
                .containsExactly(
                        "the last 2 checkpoints failed, completed before: 4; they go to file:/checkpoints; the last reason:"
                                + " the disk is full");
    }

    @Test
    void slowCheckpointsAndRestartsAreSaid() {
        Diagnosis diagnosis = StateCheck.of(
                new TestingJobs()
                        .checkpoints(new CheckpointReading(4, 0, 0, Duration.ofSeconds(31), 2 * MB))
                        .running(null),
                Optional.empty(),
                Optional.empty());
        assertThat(codes(diagnosis)).containsExactly("state.checkpoint-slow");
        Diagnosis none = StateCheck.of(
                new TestingJobs()
                        .checkpoints(new CheckpointReading(0, 0, 0, Duration.ZERO, 0))
                        .lastCheckpoint(null)
                        .running(null),
                Optional.empty(),
                Optional.empty());
        assertThat(codes(none)).containsExactly("state.no-checkpoint");
    }

    @ParameterizedTest
    @CsvSource({
        "50, 600, false", // five intervals
        "51, 600, true",
        "51, 50, false", // restarted since
    })
    void aCheckpointThatHangsIsOverdue(long age, long uptime, boolean overdue) {
        Diagnosis diagnosis = StateCheck.of(
                new TestingJobs()
                        .lastCheckpoint(Duration.ofSeconds(age))
                        .uptime(Duration.ofSeconds(uptime))
                        .running(null),
                Optional.empty(),
                Optional.empty());
        assertThat(diagnosis.findings())
                .extracting(Finding::message)
                .isEqualTo(
                        overdue
                                ? List.of("the last checkpoint was completed 51.0 s ago, and one is due every 10.0 s")
                                : List.of());
    }

    @Test
    void aCheckpointThatHangsAfterOneThatFailedIsTheFirst() {
        Diagnosis diagnosis = StateCheck.of(
                new TestingJobs()
                        .checkpoints(new CheckpointReading(0, 1, 1, Duration.ZERO, 0))
                        .lastCheckpoint(null)
                        .running(null),
                Optional.empty(),
                Optional.empty());
        assertThat(codes(diagnosis)).containsExactly("state.no-checkpoint");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Max parallelism mismatch between checkpoint/savepoint state and new program. Cannot map operator b8 with"
                        + " max parallelism 128 to new program with max parallelism 64.",
                "The maximum parallelism (128) with which the latest checkpoint of the execution job vertex x has been"
                        + " taken and the current maximum parallelism (64) changed. This is currently not supported."
            })
    void aChangedMaxParallelismIsReadFromWhatFlinkSays(String message) {
        Diagnosis diagnosis = StateCheck.of(
                TestingJobs.failed("java.lang.IllegalStateException: " + message), Optional.empty(), Optional.empty());
        assertThat(diagnosis.findings())
                .extracting(Finding::message)
                .containsExactly(
                        "job.max-parallelism is 64, and what job job restores was made with 128: state cannot be"
                                + " restored at another");
    }

    @Test
    void aFailedJobSaysWhyInOneLine() {
        ObservedJob job = TestingJobs.failed("org.apache.flink.runtime.JobException: Recovery is suppressed\n\tat x\n"
                + "Caused by: java.io.IOException: the disk of this machine has no room for any more files\n\tat y\n");
        Diagnosis diagnosis = StateCheck.of(job, Optional.empty(), Optional.empty());
        assertThat(diagnosis.findings())
                .extracting(Finding::message)
                .containsExactly("job job is FAILED: the disk of this machine has no room for any more files");
    }

    @Test
    void aMaxParallelismThatIsNotTheSavepointsIsSaid() {
        SavepointReading savepoint = new SavepointReading("file:/savepoint", 3, Map.of("admission", 64));
        assertThat(StateCheck.of(ObservedJob.none(), Optional.of(savepoint), Optional.of(128))
                        .findings())
                .extracting(Finding::message)
                .containsExactly("job.max-parallelism is 128, and savepoint file:/savepoint was made with 64: state"
                        + " cannot be restored at another");
        assertThat(StateCheck.of(ObservedJob.none(), Optional.of(savepoint), Optional.of(64))
                        .sound())
                .isTrue();
    }

    private static List<String> codes(Diagnosis diagnosis) {
        return diagnosis.findings().stream().map(each -> each.code().id()).toList();
    }
}
