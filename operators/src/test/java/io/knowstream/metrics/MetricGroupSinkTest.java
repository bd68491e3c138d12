package io.knowstream.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.MetricRegistry;
import org.apache.flink.runtime.metrics.groups.GenericMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;
import org.junit.jupiter.api.Test;

class MetricGroupSinkTest {

    private final java.util.Map<String, org.apache.flink.metrics.Metric> registered =
            new java.util.concurrent.ConcurrentHashMap<>();

    private final MetricRegistry registry = TestingMetricRegistry.builder()
            .setRegisterConsumer((metric, name, group) -> registered.put(group.getMetricIdentifier(name), metric))
            .build();

    private final MetricGroup operator = new GenericMetricGroup(registry, null, "operator");

    @Test
    void anOperatorIsGivenARecorderThatFollowsTheSwitch() {
        Recorder recorder;
        try (RecordingSwitch recording = RecordingSwitch.install()) {
            recorder = MetricGroupSink.open(operator, Metric.CHUNKS);
            recording.turn(false);
            recorder.count(Metric.CHUNKS);
            recording.turn(true);
            recorder.count(Metric.CHUNKS);
        }
        assertThat(((Counter) registered.get("operator.knowstream.chunks")).getCount())
                .isEqualTo(1);
    }

    @Test
    void recordsUnderTheNameAndTheLabel() {
        MetricGroupSink sink = new MetricGroupSink(operator, Metric.CHUNKS);

        sink.count(Metric.CHUNKS);
        sink.add(Metric.CHUNKS, 41);
        sink.add(Metric.EXTRACTION_CACHE_HITS, 3);
        sink.record(Metric.EXTRACTION_LATENCY, 1_500);
        sink.gauge(Metric.CHUNKS_PENDING, () -> 7);

        assertThat(registered)
                .containsOnlyKeys(
                        "operator.knowstream.chunks",
                        "operator.knowstream.level.extraction.cacheHits",
                        "operator.knowstream.stage.extraction.latencyMicros",
                        "operator.knowstream.chunksPending");
        assertThat(((Counter) registered.get("operator.knowstream.chunks")).getCount())
                .isEqualTo(42);
        assertThat(((Histogram) registered.get("operator.knowstream.stage.extraction.latencyMicros"))
                        .getStatistics()
                        .getMax())
                .isEqualTo(1_500);
        assertThat(((Gauge<?>) registered.get("operator.knowstream.chunksPending")).getValue())
                .isEqualTo(7L);
    }

    @Test
    void aMeasurementBringsTheValueOfALabelThatIsOpen() {
        MetricGroupSink sink = new MetricGroupSink(operator);

        sink.record(Metric.MODEL_LOAD_TIME, "one", 7);
        sink.record(Metric.MODEL_LOAD_TIME, "other", 8);
        sink.gauge(Metric.MODEL_BYTES, "one", () -> 1);
        sink.gauge(Metric.MODEL_BYTES, "one", () -> 2);

        assertThat(registered)
                .containsOnlyKeys(
                        "operator.knowstream.model.one.modelLoadMicros",
                        "operator.knowstream.model.other.modelLoadMicros",
                        "operator.knowstream.model.one.modelBytes");
        assertThat(((Gauge<?>) registered.get("operator.knowstream.model.one.modelBytes")).getValue())
                .as("the gauge that was there first")
                .isEqualTo(1L);
        assertThatThrownBy(() -> sink.record(Metric.MODEL_LOAD_TIME, 7)).hasMessageContaining("(got null)");
        assertThatThrownBy(() -> sink.add(Metric.EXTRACTION_CACHE_HITS, "other", 7))
                .hasMessageContaining("must have level extraction (got other)");
    }

    @Test
    void refusesAMetricOfAnotherKind() {
        MetricGroupSink sink = new MetricGroupSink(operator);

        assertThatThrownBy(() -> sink.record(Metric.CHUNKS, 1)).hasMessageContaining("CHUNKS must be a HISTOGRAM");
        assertThatThrownBy(() -> sink.add(Metric.EXTRACTION_LATENCY, 1)).hasMessageContaining("must be a COUNTER");
        assertThatThrownBy(() -> new MetricGroupSink(operator, Metric.CHUNKS_PENDING))
                .hasMessageContaining("is a gauge");
    }

    @Test
    void everyMetricHasANameOfItsOwn() {
        Set<List<String>> names = new HashSet<>();
        for (Metric metric : Metric.values()) {
            assertThat(names.add(java.util.Arrays.asList(metric.metricName(), metric.label(), metric.labelValue())))
                    .as("%s", metric)
                    .isTrue();
        }
    }
}
