package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Ids;
import io.knowstream.index.Direction;
import io.knowstream.index.GraphReader;
import io.knowstream.index.IndexConfig;
import io.knowstream.index.IndexSink;
import io.knowstream.index.ReadableGraph;
import io.knowstream.index.SemanticHit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink and the reader against a real server: kills, lost attempts, processes that go on, indices that are lost. */
class ElasticsearchSinkITCase extends OnElasticsearch {

    @TempDir
    private Path work;

    @Test
    void afterAKillAndARestoreToAnOlderSavepointTheGraphIsThatOfAFreshRun() throws Exception {
        sink = new TestingSink(server, cluster, "restored");
        List<GraphChange> lost = TestingRecords.changes(random, 900);
        JobClient first = sink.begin(lost, 400, 2);
        String savepoint = first.triggerSavepoint(
                        work.resolve("savepoint").toUri().toString(), SavepointFormatType.CANONICAL)
                .get(1, TimeUnit.MINUTES);

        GatedChanges.letGo(500);
        server.kill();
        // What comes meanwhile waits, and is sent again.
        GatedChanges.letGo(550);
        server.restart();
        GatedChanges.letGo(899);
        sink.awaitGraphOf(lost.subList(0, 899));
        await().atMost(TestingSink.PATIENCE).until(() -> sink.purges() > 0);
        TestingSink.cancel(first);

        List<GraphChange> kept = new ArrayList<>(lost.subList(0, 400));
        // The source has its end in the savepoint.
        kept.addAll(TestingRecords.changes(random, 500));
        GatedChanges.set(kept, 400, kept.size());
        sink.submit(3, savepoint).getJobExecutionResult().get(3, TimeUnit.MINUTES);

        Path fresh = freshRun(kept);
        try (GraphReader lucene = GraphReader.open(fresh.toString());
                ReadableGraph elasticsearch = ElasticsearchGraph.open(sink.config())) {
            assertThat(TestingSink.export(elasticsearch)).isNotEmpty().isEqualTo(TestingSink.export(lucene));
            assertSameAnswers(elasticsearch, lucene);
        }
    }

    @Test
    void whatASupersededProcessStillWritesDoesNotStay() throws Exception {
        sink = new TestingSink(server, cluster, "superseded");
        List<GraphChange> changes = TestingRecords.changes(random, 301);
        JobClient first = sink.begin(changes, 100, 1);
        TestingSink.cancel(first);

        JobClient second = sink.begin(changes, 300, 1);
        String known = TestingRecords.survivor(changes.subList(0, 300), GraphChange.Kind.ENTITY);
        // The first job was attempt 1: its late write of a record that the second has written is refused,
        assertThat(sink.write(known, 1, 7, true).get("status").asInt()).isEqualTo(409);
        // one that only it knows comes to stand,
        String unknown = Ids.entity("Person", "Nobody");
        assertThat(sink.write(unknown, 1, 8, false).get("result").asText()).isEqualTo("created");
        // and a task that started late has a higher number than the second job has.
        assertThat(sink.write(known, 1_000, 1, true).get("result").asText()).isEqualTo("updated");
        sink.awaitGraphOf(changes.subList(0, 300));
        TestingSink.cancel(second);
    }

    @Test
    void anIndexThatIsLostIsWrittenAgain() throws Exception {
        sink = new TestingSink(server, cluster, "removed");
        List<GraphChange> changes = TestingRecords.changes(random, 401);
        JobClient job = sink.begin(changes, 200, 2);
        assertThat(server.request("DELETE", "/removed-entities-1", null)
                        .get("acknowledged")
                        .asBoolean())
                .isTrue();
        GatedChanges.letAllGo();
        job.getJobExecutionResult().get(TestingSink.PATIENCE.toMinutes(), TimeUnit.MINUTES);
        sink.awaitGraphOf(changes);
        assertThat(server.request("GET", "/removed-entities", null).fieldNames().next())
                .isEqualTo("removed-entities-1");
    }

    @Test
    void theJobThatCameFirstStops() throws Exception {
        sink = new TestingSink(server, cluster, "shared");
        List<GraphChange> changes = TestingRecords.changes(random, 101);
        JobClient first = sink.begin(changes, 50, 1);
        JobClient second = sink.submit(1, null);
        await().atMost(TestingSink.PATIENCE).until(() -> first.getJobStatus().get() == JobStatus.FAILED);
        assertThat(first.getJobExecutionResult())
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableThat()
                .havingRootCause()
                .withMessageContaining("the indices shared-* are written by the job "
                        + second.getJobID().toHexString() + " now")
                .withMessageContaining("index.elasticsearch.prefix");
        GatedChanges.letGo(100);
        sink.awaitGraphOf(changes.subList(0, 100));
        TestingSink.cancel(second);
    }

    /** Writes an index of Lucene of the changes. */
    private Path freshRun(List<GraphChange> changes) throws Exception {
        Path index = work.resolve("fresh");
        GatedChanges.set(changes, 0, changes.size());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(TestingSink.settings());
        env.setParallelism(1);
        env.setMaxParallelism(TestingSink.MAX_PARALLELISM);
        IndexSink.attach(
                GatedChanges.attach(env),
                new IndexConfig(index.toString(), 2, 3, 100, 1 << 20, work.toString()),
                TestingSink.MAX_PARALLELISM);
        cluster.submit(env).getJobExecutionResult().get(2, TimeUnit.MINUTES);
        return index;
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
