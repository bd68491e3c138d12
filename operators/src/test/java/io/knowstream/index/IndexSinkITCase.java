package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.GraphChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class IndexSinkITCase {

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
                    .setNumberTaskManagers(1)
                    .setNumberSlotsPerTaskManager(4)
                    .build());

    private static final int MAX_PARALLELISM = 64;

    /** How often the operator that fails once has failed. */
    private static final AtomicLong FAILED = new AtomicLong();

    /** What the source sends; the cluster runs in this process. */
    private static volatile List<GraphChange> sent;

    @TempDir
    private Path index;

    @TempDir
    private Path work;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void aBoundedRunPublishesAllOfItAtItsEnd() throws Exception {
        List<GraphChange> changes = TestingGraph.changes(random, 500);
        StreamExecutionEnvironment env = environment(3, null);
        // No checkpoint comes before the end.
        env.getCheckpointConfig().setCheckpointInterval(Duration.ofDays(1).toMillis());
        attach(env, source(env, changes, 1_000_000));
        env.execute();

        assertEqualsFreshIndex(changes);
        assertThat(work.resolve("shards")).isEmptyDirectory();
    }

    @Test
    void aBoundedRunPublishesToAnObjectStore() throws Exception {
        List<GraphChange> changes = TestingGraph.changes(random, 300);
        String bucket = "memory://index-sink/index";
        StreamExecutionEnvironment env = environment(2, null);
        attach(env, source(env, changes, 200), bucket);
        env.execute();

        Path fresh = work.resolve("fresh");
        TestingGraph.publish(fresh, work.resolve("fresh-work"), 2, TestingGraph.survivors(changes, random));
        assertThat(TestingGraph.export(bucket)).isNotEmpty().isEqualTo(TestingGraph.export(fresh));
        assertThat(PublishedIndex.at(bucket).check()).isEmpty();
        TestingObjectStoreFactory.remove("index-sink");
    }

    @Test
    void aBoundedRunWithoutCheckpointsPublishesToo() throws Exception {
        List<GraphChange> changes = TestingGraph.changes(random, 200);
        StreamExecutionEnvironment env = environment(2, null);
        env.getCheckpointConfig().disableCheckpointing();
        attach(env, source(env, changes, 1_000_000));
        env.execute();

        assertEqualsFreshIndex(changes);
    }

    @Test
    void aFailureInTheMiddleLosesAndRepeatsNothing() throws Exception {
        List<GraphChange> changes = TestingGraph.changes(random, 2_000);
        FAILED.set(0);
        StreamExecutionEnvironment env = environment(2, null);
        String path = index.toString();
        DataStream<GraphChange> failing = source(env, changes, 300)
                .map(
                        change -> {
                            // Not before something was published, so that there is something to go on from.
                            if (FAILED.get() == 0 && isPublished(path)) {
                                FAILED.incrementAndGet();
                                throw new IllegalStateException("fails once");
                            }
                            return change;
                        },
                        TypeInformation.of(GraphChange.class))
                .setParallelism(1);
        attach(env, failing);
        env.execute();

        assertThat(FAILED).hasValue(1);
        assertEqualsFreshIndex(changes);
    }

    @Test
    void aSavepointGoesOnAtAnotherParallelism() throws Exception {
        List<GraphChange> changes = TestingGraph.changes(random, 800);
        StreamExecutionEnvironment first = environment(2, null);
        attach(first, source(first, changes, 10));
        JobClient job = first.executeAsync();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> isPublished(index.toString()));
        String savepoint = job.stopWithSavepoint(
                        false, work.resolve("savepoint").toUri().toString(), SavepointFormatType.CANONICAL)
                .get(1, TimeUnit.MINUTES);

        PublishedIndex published = PublishedIndex.at(index.toString());
        PublishedIndex.Savepoint marked = published.savepoints().get(0);
        assertThat(published.savepoints()).hasSize(1);
        assertThat(marked.job()).isEqualTo(job.getJobID().toHexString());
        assertThat(marked.shards()).isEqualTo(marked.ofShards()).isEqualTo(4);
        assertThat(marked.timestamp()).isPositive();

        StreamExecutionEnvironment second = environment(3, savepoint);
        attach(second, source(second, changes, 1_000_000));
        JobID restored = second.execute().getJobID();

        assertThat(restored).isNotEqualTo(job.getJobID());
        assertEqualsFreshIndex(changes);
        assertThat(published.check()).isEmpty();
        assertThat(published.savepoints()).containsExactly(marked);
        assertThat(published.release(List.of(marked.name())).savepoints()).containsExactly(marked.name());
        assertThat(published.savepoints()).isEmpty();
        assertEqualsFreshIndex(changes);
    }

    @Test
    void refusesToRetainLessThanFlinkDoes() {
        StreamExecutionEnvironment env = environment(1, null);
        env.configure(new Configuration().set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 3));
        assertThatThrownBy(() -> attach(env, source(env, List.of(), 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("index.retained-manifests must be greater than execution.checkpointing.num-retained, 3"
                        + " (got 3)");
    }

    private static boolean isPublished(String index) {
        try (GraphReader reader = GraphReader.open(index)) {
            return reader.counts().entities() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private StreamExecutionEnvironment environment(int parallelism, String savepoint) {
        System.out.println("seed " + seed);
        Configuration config = new Configuration();
        config.set(PipelineOptions.GENERIC_TYPES, false);
        config.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(300));
        config.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                work.resolve("checkpoints").toUri().toString());
        config.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.DELETE_ON_CANCELLATION);
        config.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        if (savepoint != null) {
            config.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
        env.setParallelism(parallelism);
        env.setMaxParallelism(MAX_PARALLELISM);
        return env;
    }

    /** One reader, so that the changes come in order. */
    private static DataStream<GraphChange> source(
            StreamExecutionEnvironment env, List<GraphChange> changes, int perSecond) {
        sent = List.copyOf(changes);
        return env.fromSource(
                        new DataGeneratorSource<>(
                                at -> sent.get(at.intValue()),
                                changes.size(),
                                RateLimiterStrategy.perSecond(perSecond),
                                TypeInformation.of(GraphChange.class)),
                        WatermarkStrategy.noWatermarks(),
                        "changes")
                .uid("changes")
                .setParallelism(1);
    }

    private void attach(StreamExecutionEnvironment env, DataStream<GraphChange> changes) throws Exception {
        attach(env, changes, index.toString());
    }

    private void attach(StreamExecutionEnvironment env, DataStream<GraphChange> changes, String path) throws Exception {
        Files.createDirectories(work.resolve("shards"));
        IndexSink.attach(
                changes,
                new IndexConfig(path, 4, 3, 50, 1 << 20, work.resolve("shards").toString()),
                MAX_PARALLELISM);
    }

    private void assertEqualsFreshIndex(List<GraphChange> changes) throws Exception {
        Path fresh = work.resolve("fresh");
        TestingGraph.publish(fresh, work.resolve("fresh-work"), 2, TestingGraph.survivors(changes, random));
        assertThat(TestingGraph.export(index)).isNotEmpty().isEqualTo(TestingGraph.export(fresh));
    }
}
