package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.graph.CanonicalLines;
import io.knowstream.graph.GraphChange;
import io.knowstream.index.Kinds;
import io.knowstream.index.ReadableGraph;
import io.knowstream.job.cli.LocalCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job that writes changes to the indices of a prefix, what it writes to, and what others write there. */
final class TestingSink implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(3);
    static final int MAX_PARALLELISM = 64;
    /** So few that tombstones are removed within a test. */
    private static final int PURGED_AT_LEAST = 3;

    private final ElasticsearchServer server;
    private final LocalCluster cluster;
    private final ElasticsearchConfig config;
    private final List<JobClient> jobs = new ArrayList<>();

    TestingSink(ElasticsearchServer server, LocalCluster cluster, String prefix) {
        this.server = server;
        this.cluster = cluster;
        config = new ElasticsearchConfig(
                List.of(server.address()), prefix, 2, 0, Duration.ofMillis(100), null, null, null, null, null);
    }

    /** What prints its seed. */
    static Random random() {
        long seed = Long.getLong("knowstream.seed", System.nanoTime());
        System.out.println("seed " + seed);
        return new Random(seed);
    }

    ElasticsearchConfig config() {
        return config;
    }

    /** Cancels the jobs that still run. */
    @Override
    public void close() throws Exception {
        for (JobClient job : jobs) {
            if (!job.getJobStatus().get().isGloballyTerminalState()) {
                cancel(job);
            }
        }
    }

    JobClient submit(int parallelism, String savepoint) throws Exception {
        Configuration settings = settings();
        if (savepoint != null) {
            settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        env.setParallelism(parallelism);
        env.setMaxParallelism(MAX_PARALLELISM);
        ElasticsearchSink.attach(GatedChanges.attach(env), config, PURGED_AT_LEAST);
        JobClient job = cluster.submit(env);
        jobs.add(job);
        return job;
    }

    /** Submits a job and waits until it has written the first of some changes. */
    JobClient begin(List<GraphChange> changes, int count, int parallelism) throws Exception {
        GatedChanges.set(changes, 0, count);
        JobClient job = submit(parallelism, null);
        GatedChanges.awaitSent(count);
        awaitGraphOf(changes.subList(0, count));
        return job;
    }

    static Configuration settings() {
        return new Configuration()
                .set(PipelineOptions.GENERIC_TYPES, false)
                .set(CheckpointingOptions.ENABLE_UNALIGNED, true)
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500))
                .set(StateBackendOptions.STATE_BACKEND, "rocksdb")
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20)
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(200));
    }

    static void cancel(JobClient job) throws Exception {
        job.cancel().get();
        await().atMost(PATIENCE).until(() -> job.getJobStatus().get().isGloballyTerminalState());
    }

    /** How many attempts have noted that they remove tombstones. */
    long purges() throws Exception {
        server.request("POST", "/" + config.prefix() + "-writers/_refresh", null);
        return server.request("GET", "/" + config.prefix() + "-writers/_count?q=attempt:*", null)
                .path("count")
                .asLong();
    }

    /** Writes or deletes a record of an entity as another process would. */
    JsonNode write(String id, long attempt, long count, boolean deleted) throws Exception {
        Author author = new Author(MAX_PARALLELISM, 0, MAX_PARALLELISM - 1, List.of(attempt), AttemptHistory.NONE);
        int group = KeyGroupRangeAssignment.assignToKeyGroup(
                new RecordKey(GraphChange.Kind.ENTITY, id).text(), MAX_PARALLELISM);
        byte[] source = deleted
                ? SourceDocument.tombstone(id)
                : SourceDocument.of(GraphChange.upsert(TestingRecords.entity("Person", "Nobody", 1), 1));
        byte[] stamped = SourceDocument.joined(author.stamp("entity", attempt, 0, group, deleted), source);
        return server.request(
                "PUT",
                "/" + config.prefix() + "-entities/_doc/" + id + "?version_type=external&version="
                        + IndexWrite.version(attempt, count),
                SourceDocument.text(stamped));
    }

    /** Waits until the indices hold what survives some changes. */
    void awaitGraphOf(List<GraphChange> changes) throws Exception {
        List<String> expected = TestingRecords.survivors(changes).stream()
                .map(change -> change.kind() + " " + change.id())
                .sorted()
                .toList();
        String values = canonical(changes);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
            try (ReadableGraph graph = ElasticsearchGraph.open(config)) {
                assertThat(graph.counts().documents()
                                + graph.counts().chunks()
                                + graph.counts().entities()
                                + graph.counts().relationships())
                        .isEqualTo((int) expected.stream()
                                .filter(line -> !line.startsWith("LINK"))
                                .count());
                assertThat(export(graph)).isEqualTo(values);
            } catch (IOException away) {
                throw new AssertionError(away);
            }
        });
    }

    /** The export of the records that survive some changes. */
    static String canonical(List<GraphChange> changes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CanonicalLines lines = new CanonicalLines(out);
        for (GraphChange.Kind kind : Kinds.SORTED) {
            for (GraphChange change : TestingRecords.survivors(changes).stream()
                    .filter(each -> each.kind() == kind)
                    .sorted(Comparator.comparing(GraphChange::id))
                    .toList()) {
                switch (kind) {
                    case CHUNK -> lines.chunk(change.chunk());
                    case DOCUMENT -> lines.document(change.document());
                    case ENTITY -> lines.entity(change.entity());
                    case LINK -> lines.link(change.link());
                    case RELATIONSHIP -> lines.relationship(change.relationship());
                }
            }
        }
        lines.complete();
        return out.toString(StandardCharsets.UTF_8);
    }

    static String export(ReadableGraph graph) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        graph.export(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
