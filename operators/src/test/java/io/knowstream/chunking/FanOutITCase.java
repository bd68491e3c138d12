package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.Document;
import io.knowstream.inference.roles.InferenceConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Documents of a thousand chunks before a slow extraction: checkpoints complete meanwhile, and nothing is lost. */
class FanOutITCase {

    private static final int DOCUMENTS = 3;
    private static final int CHUNKS = 500;
    private static final int PARALLELISM = 2;

    private static final Set<String> ARRIVED = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger CHECKPOINTS = new AtomicInteger();
    private static final AtomicInteger CHECKPOINTS_IN_FAN_OUT = new AtomicInteger();
    private static final AtomicBoolean FAILED = new AtomicBoolean();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(PARALLELISM)
            .setConfiguration(new Configuration().set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, MemorySize.parse("4kb")))
            .build());

    @Test
    void checkpointsCompleteWhileChunksWaitAndAFailureLosesNone() throws Exception {
        Configuration settings = new Configuration();
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        settings.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        environment.setParallelism(PARALLELISM);

        ConfigurationFingerprint configuration =
                new ConfigurationFingerprint("whole", "models", "smaller models", true, false, true);
        ChunkingConfig config = new ChunkingConfig(64, 16, 0, false, true, null);
        DataStream<AdmittedDocument> documents = environment
                .fromSource(new NumberSequenceSource(0, Long.MAX_VALUE), WatermarkStrategy.noWatermarks(), "numbers")
                .setParallelism(1)
                .flatMap(new FewDocuments())
                .setParallelism(1);
        ChunkingOperator.Streams chunking = ChunkingOperator.attach(
                PreparationFunction.attach(documents, config, InferenceConfig.of(1 << 20), 1 << 20, configuration),
                Duration.ofDays(7),
                configuration);
        AsyncDataStream.unorderedWait(
                        chunking.tasks().keyBy(ChunkTask::chunkId), new SlowExtraction(), 0, TimeUnit.SECONDS, 4)
                .map(new Arrival())
                .sinkTo(new DiscardingSink<>());
        chunking.manifests().sinkTo(new DiscardingSink<>());

        JobClient job = environment.executeAsync("fan out");
        await().atMost(Duration.ofMinutes(2)).until(() -> ARRIVED.size() == DOCUMENTS * CHUNKS);
        job.cancel().get();

        assertThat(FAILED).isTrue();
        assertThat(CHECKPOINTS_IN_FAN_OUT).hasValueGreaterThanOrEqualTo(5);
        assertThat(ARRIVED)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, DOCUMENTS)
                        .boxed()
                        .flatMap(document -> texts(document).map(text -> "d" + document + ":" + text))
                        .toList());
    }

    /** 64 characters each: a chunk. */
    private static Stream<String> texts(int document) {
        return IntStream.range(0, CHUNKS)
                .mapToObj(i -> "Document " + document + " has a sentence of number " + (100_000 + i)
                        + " and goes on so long. ");
    }

    /** A source that has said everything and does not end. */
    private static final class FewDocuments implements FlatMapFunction<Long, AdmittedDocument> {
        private static final long serialVersionUID = 1;

        @Override
        public void flatMap(Long number, Collector<AdmittedDocument> out) {
            if (number < DOCUMENTS) {
                String id = "d" + number;
                String content = String.join("", texts(number.intValue()).toList());
                out.collect(new AdmittedDocument(id, 1, new Document(id, null, content, null, null)));
            } else {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** Takes 10 ms a chunk, and fails once, in the middle, after some checkpoints. */
    private static final class SlowExtraction extends RichAsyncFunction<ChunkTask, ChunkTask> {
        private static final long serialVersionUID = 1;
        private transient ScheduledExecutorService timer;

        @Override
        public void open(OpenContext context) {
            timer = Executors.newSingleThreadScheduledExecutor();
        }

        @Override
        public void asyncInvoke(ChunkTask task, ResultFuture<ChunkTask> result) {
            timer.schedule(() -> result.complete(List.of(task)), 10, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }

    private static final class Arrival implements MapFunction<ChunkTask, ChunkTask>, CheckpointListener {
        private static final long serialVersionUID = 1;

        @Override
        public ChunkTask map(ChunkTask task) {
            if (ARRIVED.size() > CHUNKS && CHECKPOINTS.get() > 2 && FAILED.compareAndSet(false, true)) {
                throw new IllegalStateException("a failure on purpose");
            }
            ARRIVED.add(task.documentId() + ":" + task.text());
            return task;
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            CHECKPOINTS.incrementAndGet();
            if (ARRIVED.size() < (DOCUMENTS - 1) * CHUNKS) {
                CHECKPOINTS_IN_FAN_OUT.incrementAndGet();
            }
        }
    }
}
