package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.GlobalContext;
import io.knowstream.inference.InputRejectedException;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.metrics.StageClock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.util.TestingTaskManagerRuntimeInfo;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.apache.flink.streaming.util.MockStreamingRuntimeContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExtractionFunctionTest {

    private static final ChunkExtraction FOUND = new ChunkExtraction(List.of(), List.of(), new float[] {1});

    private static final String TASK = "the task of this test";

    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private ExtractionFunction function;

    @AfterEach
    void close() {
        function.close();
    }

    @Test
    void readsAChunkOnceAndThenRemembersIt() throws Exception {
        open(Duration.ofMinutes(1), 100_000, text -> FOUND);

        ChunkResult first = invoke("document", "text").get(10, TimeUnit.SECONDS);
        ChunkResult second = invoke("other document", "text").get(10, TimeUnit.SECONDS);

        assertThat(first).isEqualTo(new ChunkResult("document", 7, "chunk", "fingerprint of text", FOUND, null));
        assertThat(second.documentId()).isEqualTo("other document");
        assertThat(second.extraction()).isSameAs(FOUND);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void withoutACacheEveryChunkIsRead() throws Exception {
        open(Duration.ofMinutes(1), 0, text -> FOUND);
        invoke("document", "text").get(10, TimeUnit.SECONDS);
        invoke("document", "text").get(10, TimeUnit.SECONDS);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void aTextThatTheModelRefusesIsAnAnswerAndIsNotTriedAgain() throws Exception {
        open(Duration.ofMinutes(1), 100_000, text -> {
            throw new InputRejectedException("not a finite number");
        });

        ChunkResult result = invoke("document", "text").get(10, TimeUnit.SECONDS);

        assertThat(result.failure()).isEqualTo("not a finite number");
        assertThat(result.extraction().mentions()).isEmpty();
        assertThat(attempts).hasValue(1);
    }

    @Test
    void anyOtherFailureIsTriedAgain() throws Exception {
        open(Duration.ofMinutes(1), 100_000, text -> {
            if (attempts.get() < 3) {
                throw new ModelException("out of memory");
            }
            return FOUND;
        });

        assertThat(invoke("document", "text").get(10, TimeUnit.SECONDS).failure())
                .isNull();
        assertThat(attempts).hasValue(3);
    }

    @Test
    void aModelThatIsNotAvailableIsWaitedFor() throws Exception {
        open(Duration.ofMinutes(1), 100_000, text -> {
            if (attempts.get() < 5) {
                throw new ModelUnavailableException("no memory came free");
            }
            return FOUND;
        });

        assertThat(invoke("document", "text").get(20, TimeUnit.SECONDS).failure())
                .isNull();
        assertThat(attempts).hasValue(5);
    }

    @Test
    void closingCancelsWaitsAndLeavesNoThread() throws Exception {
        open(Duration.ofMinutes(1), 100_000, text -> {
            throw new ModelUnavailableException("no memory came free");
        });
        CompletableFuture<ChunkResult> result = invoke("document", "text");
        await().until(() -> attempts.get() > 1);

        function.close();

        await().untilAsserted(() -> assertThat(threads()).isEmpty());
        assertThat(result).isNotDone();
        assertThat(closed).isTrue();
    }

    @Test
    void aBudgetThatTheTaskManagerHasNoMemoryForIsRefused() throws Exception {
        open(Duration.ofMinutes(1), 0, text -> FOUND);
        ExtractionConfig large = new ExtractionConfig("e", "r", "s", 0.5, 0.5, 1, 4, Duration.ofMinutes(1), 0);
        ExtractionFunction tooLarge =
                new ExtractionFunction(large, large, PoolConfig.of(1 << 20), (config, recorder, task) -> {
                    throw new AssertionError("not opened");
                });
        Configuration small =
                new Configuration().set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(0));
        try (MockEnvironment environment = MockEnvironment.builder()
                .setTaskManagerRuntimeInfo(new TestingTaskManagerRuntimeInfo(small))
                .build()) {
            tooLarge.setRuntimeContext(new StreamingRuntimeContext(
                    environment,
                    Map.of(),
                    UnregisteredMetricsGroup.createOperatorMetricGroup(),
                    new OperatorID(),
                    null,
                    null,
                    null));
            assertThatThrownBy(() -> tooLarge.open(DefaultOpenContext.INSTANCE))
                    .hasMessageContaining("models.budget is 1048576 bytes")
                    .hasMessageContaining("taskmanager.memory.task.off-heap.size leaves 0 bytes");
        }
        tooLarge.close();
    }

    @Test
    void aFailureThatStaysFailsTheTask() {
        open(Duration.ofMinutes(1), 100_000, text -> {
            throw new ModelException("out of memory");
        });

        assertThatThrownBy(() -> invoke("document", "text").get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("out of memory")
                .hasMessageContaining("chunk chunk of document document failed: out of memory");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void aChunkThatTakesTooLongFailsTheTaskAndIsNeverCut() {
        CountDownLatch hang = new CountDownLatch(1);
        open(Duration.ofMillis(50), 100_000, text -> {
            awaitUninterruptibly(hang);
            return FOUND;
        });

        assertThatThrownBy(() -> invoke("document", "text").get(10, TimeUnit.SECONDS))
                .hasMessageContaining("chunk chunk of document document failed")
                .hasMessageContaining("was in the models for longer than extraction.timeout, PT0.05S")
                .hasRootCauseInstanceOf(TimeoutException.class);
        assertThat(attempts).hasValue(1);
        hang.countDown();
    }

    @Test
    void provisionalChunksAreReadByTheSmallerModelsWhichAreTakenWithTheFirst() throws Exception {
        List<ExtractionConfig> opened = new CopyOnWriteArrayList<>();
        List<ExtractionConfig> closedSources = new CopyOnWriteArrayList<>();
        ExtractionConfig config = new ExtractionConfig("e", "r", "s", 0.5, 0.5, 1, 4, Duration.ofMinutes(1), 100_000);
        ExtractionConfig degraded = config.withModels("small e", "small r");
        ChunkExtraction foundBySmaller = new ChunkExtraction(List.of(), List.of(), new float[] {2});
        function = new ExtractionFunction(config, degraded, PoolConfig.of(1), (source, recorder, task) -> {
            opened.add(source);
            ChunkExtraction found = source.equals(degraded) ? foundBySmaller : FOUND;
            return new ReadyReader(found, () -> closedSources.add(source));
        });
        function.setRuntimeContext(new MockStreamingRuntimeContext(1, 0));
        function.open(DefaultOpenContext.INSTANCE);

        assertThat(invoke("document", "text").get(10, TimeUnit.SECONDS).extraction())
                .isSameAs(FOUND);
        assertThat(opened).containsExactly(config);

        TestingResult provisional = new TestingResult();
        function.asyncInvoke(new ChunkTask("document", 8, "chunk", "other", "text", null, true), provisional);
        assertThat(provisional.future.get(10, TimeUnit.SECONDS).extraction()).isSameAs(foundBySmaller);
        assertThat(opened).containsExactly(config, degraded);

        function.close();
        assertThat(closedSources).containsExactlyInAnyOrder(config, degraded);
    }

    @Test
    void theSameModelsAreNotTakenTwice() throws Exception {
        List<ExtractionConfig> opened = new CopyOnWriteArrayList<>();
        ExtractionConfig config = new ExtractionConfig("e", "r", "s", 0.5, 0.5, 1, 4, Duration.ofMinutes(1), 100_000);
        function = new ExtractionFunction(config, config, PoolConfig.of(1), (source, recorder, task) -> {
            opened.add(source);
            return new ReadyReader(FOUND, () -> {});
        });
        function.setRuntimeContext(new MockStreamingRuntimeContext(1, 0));
        function.open(DefaultOpenContext.INSTANCE);

        TestingResult provisional = new TestingResult();
        function.asyncInvoke(new ChunkTask("document", 8, "chunk", "other", "text", null, true), provisional);
        assertThat(provisional.future.get(10, TimeUnit.SECONDS).extraction()).isSameAs(FOUND);
        assertThat(opened).containsExactly(config);
    }

    @Test
    void closingWaitsForWhatIsInTheModels() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch hang = new CountDownLatch(1);
        open(Duration.ofMinutes(1), 100_000, text -> {
            running.countDown();
            awaitUninterruptibly(hang);
            assertThat(closed).isFalse();
            return FOUND;
        });
        CompletableFuture<ChunkResult> result = invoke("document", "text");
        running.await();

        Thread closing = new Thread(function::close);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        assertThat(closed).isFalse();

        hang.countDown();
        closing.join();
        assertThat(closed).isTrue();
        assertThat(result.get(10, TimeUnit.SECONDS).extraction()).isSameAs(FOUND);
    }

    private void open(Duration timeout, long cacheBytes, Reading reading) {
        ExtractionConfig config = new ExtractionConfig("e", "r", "s", 0.5, 0.5, 1, 4, timeout, cacheBytes);
        ChunkExtractor extractor = (text, context, clock) -> {
            attempts.incrementAndGet();
            return reading.read(text);
        };
        function = new ExtractionFunction(
                config,
                config,
                PoolConfig.of(1),
                (c, recorder, task) -> new EncoderReader(
                        new TestingSource(extractor, closed), c.threads(), c.timeout(), recorder, TASK));
        function.setRuntimeContext(new MockStreamingRuntimeContext(1, 0));
        function.open(DefaultOpenContext.INSTANCE);
    }

    private CompletableFuture<ChunkResult> invoke(String document, String text) {
        TestingResult result = new TestingResult();
        function.asyncInvoke(new ChunkTask(document, 7, "chunk", "fingerprint of " + text, text, null), result);
        return result.future;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Reading {
        ChunkExtraction read(String text);
    }

    private static String threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(TASK) || name.startsWith("retries of"))
                .collect(Collectors.joining(", "));
    }

    private record TestingSource(ChunkExtractor extractor, AtomicBoolean closed) implements ChunkExtractor.Source {
        @Override
        public ChunkExtractor newExtractor() {
            return extractor;
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    private record ReadyReader(ChunkExtraction found, Runnable closing) implements ChunkReader {
        @Override
        public CompletableFuture<ChunkExtraction> read(String text, GlobalContext context, StageClock clock) {
            return CompletableFuture.completedFuture(found);
        }

        @Override
        public void close() {
            closing.run();
        }
    }

    private static final class TestingResult implements ResultFuture<ChunkResult> {
        final CompletableFuture<ChunkResult> future = new CompletableFuture<>();

        @Override
        public void complete(Collection<ChunkResult> result) {
            future.complete(result.iterator().next());
        }

        @Override
        public void completeExceptionally(Throwable error) {
            future.completeExceptionally(error);
        }

        @Override
        public void complete(CollectionSupplier<ChunkResult> supplier) {
            throw new AssertionError("not used");
        }
    }
}
