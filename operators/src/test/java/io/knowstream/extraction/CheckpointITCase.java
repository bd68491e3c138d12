package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knowstream.chunking.ChunkingConfig;
import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentUpdate;
import io.knowstream.graph.GlobalContext;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import io.knowstream.resolution.ResolutionOperator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsStatus;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checkpoints of the production operators, while a model that takes five seconds a chunk is saturated. */
@Timeout(180)
class CheckpointITCase {

    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration ALLOWED = CALL.plusSeconds(1);
    private static final int PARALLELISM = 2;
    private static final int CAPACITY = 8;
    private static final int THREADS = 2;
    private static final int CHUNKS = 1_000;

    private static final int CHECKPOINTS = 3;

    /** Chunks that a reader has been given and has not answered. */
    private static final AtomicInteger UNDER_WAY = new AtomicInteger();

    /** The most that there were of those. */
    private static final AtomicInteger MOST = new AtomicInteger();

    /** Chunks that a reader has been given. */
    private static final AtomicInteger GIVEN = new AtomicInteger();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(PARALLELISM)
            .build());

    @ParameterizedTest
    @EnumSource
    void takeASecondAndAModelCallAtMost(Model model, @InjectMiniCluster MiniCluster cluster) throws Exception {
        UNDER_WAY.set(0);
        MOST.set(0);
        GIVEN.set(0);
        JobClient job = start(model);
        await().atMost(Duration.ofMinutes(1)).until(() -> MOST.get() == PARALLELISM * CAPACITY);
        long saturated = System.currentTimeMillis();

        await().atMost(Duration.ofMinutes(2))
                .until(() -> completed(cluster, job, saturated).size() >= CHECKPOINTS);
        List<Duration> durations = completed(cluster, job, saturated);
        // Answers of a batch come at once, and the next chunks right behind them.
        await("still saturated").atMost(CALL).until(() -> UNDER_WAY.get() >= PARALLELISM * (CAPACITY - THREADS));
        assertThat(GIVEN.get()).as("chunks are left").isLessThan(CHUNKS);
        assertThat(durations).allSatisfy(duration -> assertThat(duration).isLessThan(ALLOWED));

        job.cancel().get();
        await().atMost(ALLOWED).until(() -> job.getJobStatus().get() == JobStatus.CANCELED);
    }

    private static void begin() {
        GIVEN.incrementAndGet();
        MOST.accumulateAndGet(UNDER_WAY.incrementAndGet(), Math::max);
    }

    private static List<Duration> completed(MiniCluster cluster, JobClient job, long since) throws Exception {
        return cluster
                .getExecutionGraph(job.getJobID())
                .get()
                .getCheckpointStatsSnapshot()
                .getHistory()
                .getCheckpoints()
                .stream()
                .filter(checkpoint -> checkpoint.getStatus() == CheckpointStatsStatus.COMPLETED
                        && checkpoint.getTriggerTimestamp() >= since)
                .map(AbstractCheckpointStats::getEndToEndDuration)
                .map(Duration::ofMillis)
                .toList();
    }

    private static JobClient start(Model model) throws Exception {
        Configuration settings = TestingTopology.settings(Duration.ofMillis(500));
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        environment.setParallelism(PARALLELISM);

        ChunkingConfig chunking = new ChunkingConfig(64, 16, 0, false, true, null);
        ExtractionConfig extraction =
                new ExtractionConfig("e", "r", "s", 0.5, 0.5, THREADS, CAPACITY, Duration.ofMinutes(1), 1 << 20);
        DataStream<DocumentUpdate> documents = environment
                .fromSource(new NumberSequenceSource(0, Long.MAX_VALUE), WatermarkStrategy.noWatermarks(), "numbers")
                .setParallelism(1)
                .flatMap(new OneDocument())
                .setParallelism(1);
        ResolutionOperator.Streams resolved = TestingTopology.attach(documents, chunking, extraction, model);
        resolved.changes().sinkTo(new DiscardingSink<>());
        resolved.failed().sinkTo(new DiscardingSink<>());
        return environment.executeAsync("checkpoints");
    }

    /** Ways to take five seconds. */
    enum Model implements ChunkReader.Opening {
        /** All chunks at a time, as a model does that reads in batches. */
        BATCHING {
            @Override
            public ChunkReader open(ExtractionConfig config, Recorder recorder, String task) {
                return new BatchingReader();
            }
        },
        /** A chunk a thread. */
        BLOCKING {
            @Override
            public ChunkReader open(ExtractionConfig config, Recorder recorder, String task) {
                ChunkReader reader =
                        new EncoderReader(new BlockingModel(), config.threads(), config.timeout(), recorder, task);
                return new CountingReader(reader);
            }
        }
    }

    private static final class BatchingReader implements ChunkReader {
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

        @Override
        public CompletableFuture<ChunkExtraction> read(String text, GlobalContext context, StageClock clock) {
            begin();
            CompletableFuture<ChunkExtraction> result = new CompletableFuture<>();
            timer.schedule(
                    () -> {
                        UNDER_WAY.decrementAndGet();
                        result.complete(ChunkExtraction.empty());
                    },
                    CALL.toMillis(),
                    TimeUnit.MILLISECONDS);
            return result;
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }

    private record CountingReader(ChunkReader reader) implements ChunkReader {

        @Override
        public CompletableFuture<ChunkExtraction> read(String text, GlobalContext context, StageClock clock) {
            begin();
            return reader.read(text, context, clock).whenComplete((done, failure) -> UNDER_WAY.decrementAndGet());
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    /** Native code that does not end before its time, but for an interrupt, so that the test ends soon. */
    private static final class BlockingModel implements ChunkExtractor.Source {

        @Override
        public ChunkExtractor newExtractor() {
            CountDownLatch never = new CountDownLatch(1);
            return (text, context, clock) -> {
                try {
                    never.await(CALL.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return ChunkExtraction.empty();
            };
        }

        @Override
        public void close() {}
    }

    /** A source that has said everything and does not end. */
    private static final class OneDocument implements FlatMapFunction<Long, DocumentUpdate> {
        private static final long serialVersionUID = 1;

        @Override
        public void flatMap(Long number, Collector<DocumentUpdate> out) {
            if (number == 0) {
                // 64 characters each: a chunk.
                String content = IntStream.range(0, CHUNKS)
                        .mapToObj(i ->
                                "This document has a sentence of number " + (100_000 + i) + " and goes on so long. ")
                        .collect(Collectors.joining());
                out.collect(DocumentUpdate.upsert(new Document("d", null, content, null, null)));
            } else {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
