package io.knowstream.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecordingSwitchTest {

    private final CountingRecorder recorder = new CountingRecorder();

    @Test
    void switchesTheRecordersOfOperatorsThatAreOpenedWhileItIsThere() {
        assertThat(RecordingSwitch.over(recorder)).isSameAs(recorder);
        Recorder switched;
        StageSampler sampler;
        try (RecordingSwitch recording = RecordingSwitch.install()) {
            switched = RecordingSwitch.over(recorder);
            sampler = new StageSampler(1, switched);
            record(switched, sampler);
            int calls = recorder.calls();
            assertThat(calls).isEqualTo(5);

            recording.turn(false);
            record(switched, sampler);
            assertThat(sampler.isOn()).isFalse();
            assertThat(recorder.calls()).isEqualTo(calls);

            switched.gauge(Metric.CHUNKS_PENDING, () -> 7);
            assertThat(recorder.calls()).as("what stands still is there").isEqualTo(calls + 1);

            recording.turn(true);
            record(switched, sampler);
            assertThat(recorder.calls()).isEqualTo(2 * calls + 1);
        }
        assertThat(RecordingSwitch.over(recorder)).isSameAs(recorder);
    }

    @Test
    void isOneAtATime() {
        try (RecordingSwitch recording = RecordingSwitch.install()) {
            assertThatThrownBy(RecordingSwitch::install).isInstanceOf(IllegalStateException.class);
        }
        RecordingSwitch.install().close();
    }

    private static void record(Recorder recorder, StageSampler sampler) {
        recorder.count(Metric.CHUNKS);
        recorder.mark(Metric.DOCUMENTS_RATE);
        recorder.record(Metric.EXTRACTION_LATENCY, 1_500);
        sampler.of("d").begin(Stage.ENTITY).close();
    }
}
