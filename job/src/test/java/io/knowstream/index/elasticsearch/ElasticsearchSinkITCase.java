package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.graph.CanonicalLines;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Ids;
import io.knowstream.index.Direction;
import io.knowstream.index.GraphReader;
import io.knowstream.index.IndexConfig;
import io.knowstream.index.IndexSink;
import io.knowstream.index.ReadableGraph;
import io.knowstream.index.SemanticHit;
import io.knowstream.job.cli.LocalCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink and the reader against a real server: kills, lost attempts, processes that go on, indices that are lost. */
class ElasticsearchSinkITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MAX_PARALLELISM = 64;
    /** So few that tombstones are removed within a test. */
    private static final int PURGED_AT_LEAST = 3;

    private static ElasticsearchServer server;
    private static LocalCluster cluster;

    @TempDir
    private static Path flink;

    @TempDir
    private Path work;

    private final long seed = Long.getLong("knowstream.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private ElasticsearchConfig config;

    @BeforeAll
    static void start() throws Exception {
        server = ElasticsearchServer.start();
        cluster = LocalCluster.start(flink, 4, 0);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void afterAKillAndARestoreToAnOlderSavepointTheGraphIsThatOfAFreshRun() throws Exception {
        config = config("restored");
        List<GraphChange> lost = TestingRecords.changes(random, 900);
        GatedChanges.set(lost, 0, 400);
        JobClient first = submit(2, null);
        GatedChanges.awaitSent(400);
        awaitGraphOf(lost.subList(0, 400));
        String savepoint = first.triggerSavepoint(
                        work.resolve("savepoint").toUri().toString(), SavepointFormatType.CANONICAL)
                .get(1, TimeUnit.MINUTES);

        GatedChanges.letGo(500);
        server.kill();
        // What comes meanwhile waits, and is sent again.
        GatedChanges.letGo(550);
        server.restart();
        GatedChanges.letGo(899);
        awaitGraphOf(lost.subList(0, 899));
        await().atMost(PATIENCE).until(() -> purges() > 0);
        cancel(first);

        List<GraphChange> kept = new ArrayList<>(lost.subList(0, 400));
        kept.addAll(TestingRecords.changes(random, 300));
        GatedChanges.set(kept, 400, kept.size());
        submit(3, savepoint).getJobExecutionResult().get(3, TimeUnit.MINUTES);

        Path fresh = freshRun(kept);
        try (GraphReader lucene = GraphReader.open(fresh.toString());
                ReadableGraph elasticsearch = ElasticsearchGraph.open(config)) {
            assertThat(export(elasticsearch)).isNotEmpty().isEqualTo(export(lucene));
            assertSameAnswers(elasticsearch, lucene);
        }
    }

    @Test
    void whatASupersededProcessStillWritesDoesNotStay() throws Exception {
        config = config("superseded");
        List<GraphChange> changes = TestingRecords.changes(random, 301);
        GatedChanges.set(changes, 0, 100);
        JobClient first = submit(1, null);
        GatedChanges.awaitSent(100);
        awaitGraphOf(changes.subList(0, 100));
        cancel(first);

        GatedChanges.set(changes, 0, 300);
        JobClient second = submit(1, null);
        GatedChanges.awaitSent(300);
        awaitGraphOf(changes.subList(0, 300));
        GraphChange upsert = TestingRecords.survivors(changes.subList(0, 300)).stream()
                .filter(change -> change.kind() == GraphChange.Kind.ENTITY)
                .findFirst()
                .orElseThrow();
        // The first job was attempt 1: its late write of a record that the second has written is refused,
        assertThat(write(upsert.id(), 1, 7, true).get("status").asInt()).isEqualTo(409);
        // one that only it knows comes to stand,
        String unknown = Ids.entity("Person", "Nobody");
        assertThat(write(unknown, 1, 8, false).get("result").asText()).isEqualTo("created");
        // and a task that started late has a higher number than the second job has.
        assertThat(write(upsert.id(), 1_000, 1, true).get("result").asText()).isEqualTo("updated");
        awaitGraphOf(changes.subList(0, 300));
        cancel(second);
    }

    @Test
    void anIndexThatIsLostIsWrittenAgain() throws Exception {
        config = config("removed");
        List<GraphChange> changes = TestingRecords.changes(random, 401);
        GatedChanges.set(changes, 0, 200);
        JobClient job = submit(2, null);
        GatedChanges.awaitSent(200);
        awaitGraphOf(changes.subList(0, 200));
        assertThat(server.request("DELETE", "/removed-entities-1", null)
                        .get("acknowledged")
                        .asBoolean())
                .isTrue();
        GatedChanges.letAllGo();
        job.getJobExecutionResult().get(PATIENCE.toMinutes(), TimeUnit.MINUTES);
        awaitGraphOf(changes);
        assertThat(server.request("GET", "/removed-entities", null).fieldNames().next())
                .isEqualTo("removed-entities-1");
    }

    @Test
    void theJobThatCameFirstStops() throws Exception {
        config = config("shared");
        List<GraphChange> changes = TestingRecords.changes(random, 101);
        GatedChanges.set(changes, 0, 50);
        JobClient first = submit(1, null);
        GatedChanges.awaitSent(50);
        awaitGraphOf(changes.subList(0, 50));
        JobClient second = submit(1, null);
        await().atMost(PATIENCE).until(() -> first.getJobStatus().get() == JobStatus.FAILED);
        assertThat(first.getJobExecutionResult())
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableThat()
                .havingRootCause()
                .withMessageContaining("the indices shared-* are written by the job "
                        + second.getJobID().toHexString() + " now")
                .withMessageContaining("index.elasticsearch.prefix");
        GatedChanges.letGo(100);
        awaitGraphOf(changes.subList(0, 100));
        cancel(second);
    }

    private static ElasticsearchConfig config(String prefix) {
        return new ElasticsearchConfig(
                List.of(server.address()), prefix, 2, 0, Duration.ofMillis(100), null, null, null, null, null);
    }

    private JobClient submit(int parallelism, String savepoint) throws Exception {
        System.out.println("seed " + seed);
        Configuration settings = settings();
        if (savepoint != null) {
            settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        env.setParallelism(parallelism);
        env.setMaxParallelism(MAX_PARALLELISM);
        ElasticsearchSink.attach(GatedChanges.attach(env), config, PURGED_AT_LEAST);
        return cluster.submit(env);
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

    /** Writes an index of Lucene of the changes. */
    private Path freshRun(List<GraphChange> changes) throws Exception {
        Path index = work.resolve("fresh");
        GatedChanges.set(changes, 0, changes.size());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings());
        env.setParallelism(1);
        env.setMaxParallelism(MAX_PARALLELISM);
        IndexSink.attach(
                GatedChanges.attach(env),
                new IndexConfig(index.toString(), 2, 3, 100, 1 << 20, work.toString()),
                MAX_PARALLELISM);
        cluster.submit(env).getJobExecutionResult().get(2, TimeUnit.MINUTES);
        return index;
    }

    private static void cancel(JobClient job) throws Exception {
        job.cancel().get();
        await().atMost(PATIENCE).until(() -> job.getJobStatus().get().isGloballyTerminalState());
    }

    private long purges() throws Exception {
        server.request("POST", "/" + config.prefix() + "-writers/_refresh", null);
        return server.request("GET", "/" + config.prefix() + "-writers/_count?q=attempt:*", null)
                .get("count")
                .asLong();
    }

    /** Writes or deletes a record of an entity as another process would. */
    private JsonNode write(String id, long attempt, long count, boolean deleted) throws Exception {
        Author author = new Author(MAX_PARALLELISM, 0, MAX_PARALLELISM - 1, List.of(attempt), AttemptHistory.NONE);
        int group = KeyGroupRangeAssignment.assignToKeyGroup(
                IndexMirrorOperator.keyOf(GraphChange.Kind.ENTITY, id), MAX_PARALLELISM);
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

    private void awaitGraphOf(List<GraphChange> changes) throws Exception {
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
        for (GraphChange.Kind kind : ServerIndices.KINDS) {
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

    private void assertSameAnswers(ReadableGraph one, ReadableGraph other) throws IOException {
        assertThat(one.counts()).isEqualTo(other.counts());
        for (int number = 0; number < 30; number++) {
            String name = "Person " + number;
            String id = Ids.entity("Person", name);
            assertThat(one.find(name, null, 20)).isEqualTo(other.find(name, null, 20));
            assertThat(one.find("PERSON", "Person", 7)).isEqualTo(other.find("PERSON", "Person", 7));
            assertThat(one.named("alias " + number, null, 5)).isEqualTo(other.named("alias " + number, null, 5));
            assertThat(one.like("Perso " + number, 1, null, 50)).isEqualTo(other.like("Perso " + number, 1, null, 50));
            assertThat(one.like("Presno " + number, 2, null, 50))
                    .isEqualTo(other.like("Presno " + number, 2, null, 50));
            assertThat(one.startingWith("pers", null, 50)).isEqualTo(other.startingWith("pers", null, 50));
            assertThat(one.entity(id)).isEqualTo(other.entity(id));
            assertThat(one.cluster(id)).isEqualTo(other.cluster(id));
            for (Direction direction : Direction.values()) {
                assertThat(one.relationships(id, direction, null, 10))
                        .isEqualTo(other.relationships(id, direction, null, 10));
            }
            String end = Ids.entity("Person", "Person " + (number + 7) % 30);
            assertThat(one.path(id, end)).isEqualTo(other.path(id, end));
            String document = "doc-" + number + "-" + "ü".repeat(300);
            assertThat(one.document(document)).isEqualTo(other.document(document));
        }
        assertThat(one.find("x".repeat(1_000), null, 5)).isEmpty();
        assertThat(one.entities(null, 100)).isEqualTo(other.entities(null, 100)).isNotEmpty();
        assertThat(one.relationships(null, Direction.BOTH, "Lives In", 100))
                .isEqualTo(other.relationships(null, Direction.BOTH, "Lives In", 100))
                .isNotEmpty();
        // The one deletes in place, the other has merged: words are not weighed the same, vectors are compared the
        // same.
        for (int i = 0; i < 10; i++) {
            float[] vector = TestingRecords.vector(random);
            assertThat(ids(one.semantic(null, vector, 10))).isEqualTo(ids(other.semantic(null, vector, 10)));
        }
        assertThat(ids(one.semantic("radium école", null, 100)))
                .containsExactlyInAnyOrderElementsOf(ids(other.semantic("radium école", null, 100)))
                .isNotEmpty();
    }

    private static List<String> ids(List<SemanticHit> hits) {
        return hits.stream().map(hit -> hit.chunk().id()).toList();
    }
}
