package io.knowstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.metrics.Metric;
import io.knowstream.metrics.NoOpRecorder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {

    private final TestingTimer timer = new TestingTimer();
    private final Counts counts = new Counts();
    private final Retries retries = new Retries(timer, counts, Metric.CHUNK_RETRIES);
    private int attempts;

    @Test
    void anAnswerIsPassedOnWhereItCameFrom() {
        CompletableFuture<String> attempt = new CompletableFuture<>();
        CompletableFuture<String> answer = retries.run("it", () -> attempt);
        assertThat(answer).isNotDone();
        attempt.complete("answer");
        assertThat(answer).isCompletedWithValue("answer");
        assertThat(counts.counted).isEmpty();
    }

    @Test
    void whatIsNotAvailableIsTriedWithoutEndAfterPausesThatDoubleToHalfAMinute() {
        CompletableFuture<String> answer =
                retries.run("it", () -> ++attempts <= 50 ? fail(new ModelUnavailableException("busy")) : succeed());
        timer.runAll();
        assertThat(answer).isCompletedWithValue("answer");
        assertThat(timer.pauses)
                .hasSize(50)
                .startsWith(100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L)
                .endsWith(30_000L);
        assertThat(counts.counted)
                .containsEntry(Metric.MODEL_UNAVAILABLE, 50L)
                .containsEntry(Metric.CHUNK_RETRIES, 50L);
    }

    @Test
    void anyOtherFailureIsTriedThreeTimesWaitsNotCounted() {
        List<RuntimeException> failures = List.of(
                new ModelException("broken"),
                new ModelUnavailableException("busy"),
                new IllegalStateException("broken too"),
                new ModelUnavailableException("busy"),
                new ModelException("still broken"));
        CompletableFuture<String> answer = retries.run("it", () -> {
            throw failures.get(attempts++);
        });
        timer.runAll();
        assertThatThrownBy(answer::join).hasCause(failures.get(4));
        assertThat(attempts).isEqualTo(5);
        assertThat(counts.counted).containsEntry(Metric.MODEL_UNAVAILABLE, 2L).containsEntry(Metric.CHUNK_RETRIES, 4L);
    }

    @Test
    void whatIsAFunctionOfTheInputOrHangsOrIsAnErrorIsPassedOnAtOnce() {
        for (Throwable failure : List.of(
                new InputRejectedException("no"), new TimeoutException("hangs"), new OutOfMemoryError("of a test"))) {
            CompletableFuture<String> answer =
                    retries.run("it", () -> CompletableFuture.failedFuture(new CompletionException(failure)));
            assertThatThrownBy(answer::join).hasCause(failure);
        }
        assertThat(timer.pauses).isEmpty();
        assertThat(counts.counted).isEmpty();
    }

    @Test
    void closingDropsWhatWaits() {
        CompletableFuture<String> waiting = retries.run("it", () -> fail(new ModelUnavailableException("busy")));
        CompletableFuture<String> attempt = new CompletableFuture<>();
        CompletableFuture<String> running = retries.run("it", () -> attempt);
        retries.close();
        attempt.completeExceptionally(new ModelException("broken"));
        assertThat(waiting).isNotDone();
        assertThat(running).isNotDone();
        assertThat(timer.waiting).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 100", "2, 200", "9, 25600", "10, 30000", "64, 30000", "65, 30000", "2147483647, 30000"})
    void pausesAreCapped(int attempt, long millis) {
        assertThat(Retries.pauseMillis(attempt)).isEqualTo(millis);
    }

    private static CompletableFuture<String> fail(RuntimeException failure) {
        return CompletableFuture.failedFuture(failure);
    }

    private static CompletableFuture<String> succeed() {
        return CompletableFuture.completedFuture("answer");
    }

    private static final class TestingTimer implements Retries.Timer {
        final List<Long> pauses = new ArrayList<>();
        final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean stopped;

        @Override
        public void after(long millis, Runnable work) {
            if (stopped) {
                throw new RejectedExecutionException("stopped");
            }
            pauses.add(millis);
            waiting.add(work);
        }

        @Override
        public void stop() {
            stopped = true;
            waiting.clear();
        }

        void runAll() {
            while (!waiting.isEmpty()) {
                waiting.remove().run();
            }
        }
    }

    private static final class Counts extends NoOpRecorder {
        final Map<Metric, Long> counted = new EnumMap<>(Metric.class);

        @Override
        public void add(Metric counter, String labelValue, long count) {
            counted.merge(counter, count, Long::sum);
        }
    }
}
