package io.knowstream.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StageSamplerTest {

    private final CountingRecorder recorder = new CountingRecorder();

    @Test
    void measuresNothingWhereItIsOff() {
        StageSampler sampler = StageSampler.of(Map.of(), recorder);
        StageClock clock = sampler.of("d");

        assertThat(sampler.isOn()).isFalse();
        assertThat(sampler.samples("d")).isFalse();
        assertThat(clock).isSameAs(StageClock.OFF);
        assertThat(clock.begin(Stage.ENTITY)).isSameAs(StageClock.Span.NOTHING);
        CompletableFuture<String> result = new CompletableFuture<>();
        assertThat(clock.until(Stage.ENTITY, () -> result)).isSameAs(result);
        assertThat(StageClock.within(Stage.EMBEDDING)).isSameAs(StageClock.Span.NOTHING);
        assertThat(recorder.calls()).isZero();
    }

    @Test
    void choosesTheSameDocumentsEverywhereAndOneInSoMany() {
        StageSampler one = StageSampler.of(Map.of(StageSampler.EVERY, "10"), recorder);
        StageSampler other = new StageSampler(10, Recorder.NONE);
        List<String> ids =
                IntStream.range(0, 20_000).mapToObj(Integer::toString).toList();

        List<String> sampled = ids.stream().filter(one::samples).toList();

        assertThat(sampled).isEqualTo(ids.stream().filter(other::samples).toList());
        assertThat((double) sampled.size() / ids.size()).isCloseTo(0.1, within(0.01));
        assertThat(sampled.subList(0, 3)).as("the choice is the same for ever").isEqualTo(List.of("3", "17", "18"));
        assertThat(ids).allMatch(new StageSampler(1, recorder)::samples);
    }

    @Test
    void countsWhatIsWithinAnotherStageOnce() {
        StageClock clock = new StageSampler(1, recorder).of("d");
        long start = System.nanoTime();
        byte[][] kept = new byte[1][];

        try (StageClock.Span chunking = clock.begin(Stage.CHUNKING)) {
            spin(10);
            try (StageClock.Span embedding = StageClock.within(Stage.EMBEDDING)) {
                kept[0] = new byte[1 << 20];
                spin(30);
            }
        }

        long elapsed = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
        long chunking = recorder.sum(Metric.STAGE_TIME, "chunking");
        long embedding = recorder.sum(Metric.STAGE_TIME, "embedding");
        assertThat(chunking).isGreaterThanOrEqualTo(10_000);
        assertThat(embedding).isGreaterThanOrEqualTo(30_000);
        assertThat(chunking + embedding).isLessThanOrEqualTo(elapsed);
        assertThat(recorder.sum(Metric.STAGE_ALLOCATED, "embedding")).isGreaterThanOrEqualTo(kept[0].length);
        assertThat(recorder.sum(Metric.STAGE_ALLOCATED, "chunking")).isLessThan(kept[0].length);
        assertThat(StageClock.within(Stage.EMBEDDING)).isSameAs(StageClock.Span.NOTHING);
    }

    @Test
    void losesNoTimeOfShortPieces() {
        StageTotals totals = new StageTotals(recorder);
        for (int i = 0; i < 10_000; i++) {
            totals.add(Stage.INDEX, 300, 0);
        }
        assertThat(recorder.sum(Metric.STAGE_TIME, "index")).isEqualTo(3_000);
    }

    @Test
    void measuresUntilOthersAreDoneWellOrNot() {
        StageClock clock = new StageSampler(1, recorder).of("d");
        CompletableFuture<String> late = new CompletableFuture<>();
        CompletableFuture<String> measured = clock.until(Stage.ENTITY, () -> late);
        assertThat(recorder.sum(Metric.STAGE_TIME, "entity")).isZero();

        spin(5);
        late.completeExceptionally(new IllegalStateException("no memory"));

        assertThatThrownBy(measured::join).hasMessageContaining("no memory");
        assertThat(recorder.sum(Metric.STAGE_TIME, "entity")).isGreaterThanOrEqualTo(5_000);
    }

    @Test
    void takesAPartOfWhatIsForManyDocuments() {
        StageSampler sampler = new StageSampler(4, recorder);
        assertThat(sampler.beginShared(Stage.INDEX, 0)).isSameAs(StageClock.Span.NOTHING);
        long start = System.nanoTime();
        try (StageClock.Span ignored = sampler.beginShared(Stage.INDEX, 0.25)) {
            spin(20);
        }
        long quarter = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start) / 4;
        assertThat(recorder.sum(Metric.STAGE_TIME, "index")).isBetween(5_000L, quarter + 1);
    }

    private static void spin(int millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
