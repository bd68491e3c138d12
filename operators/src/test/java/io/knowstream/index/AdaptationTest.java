package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.StorageStrategy;
import io.knowstream.index.Adaptation.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptationTest {

    private static final Replay FASTER = measure(50);
    private static final Replay HARDLY_FASTER = measure(91);

    private final long seed = Long.getLong("knowstream.seed", System.nanoTime());
    private final TestingQueries queries = new TestingQueries(seed, 40);
    private final TestingPlace place = new TestingPlace();

    @TempDir
    private Path index;

    @TempDir
    private Path work;

    private TestingWriters writers;
    private GraphReader reader;

    /** Asks some of the queries on both sides and takes the time for what a test wants it to be. */
    private static Replay measure(double afterMicros) {
        return (queries, before, after) -> {
            for (Replay.Side side : List.of(before, after)) {
                IndexSnapshot at = side.open();
                for (GraphQuery<?> query : queries.subList(0, Math.min(20, queries.size()))) {
                    at.answer(query);
                }
                at.release();
            }
            return new Replay.Timing(queries.size(), 100, afterMicros);
        };
    }

    /** Three shards, each with several segments and deleted records. */
    @BeforeEach
    void publish() throws IOException {
        System.out.println("seed " + seed);
        writers = TestingWriters.fresh(index, work, 3);
        for (int checkpoint = 1; checkpoint <= 3; checkpoint++) {
            List<GraphChange> changes = queries.changes(checkpoint);
            writers.apply(changes);
            for (GraphChange change : changes.subList(changes.size() - 100, changes.size() - 60)) {
                writers.apply(List.of(TestingGraph.delete(change.kind(), change.id())));
            }
            writers.checkpoint(checkpoint);
        }
        reader = GraphReader.open(index.toString());
    }

    /** Waits for the merges that go on behind, after which files change with records only. */
    private void awaitMerges() {
        AtomicLong checkpoint = new AtomicLong(1_000);
        await().until(() -> writers.checkpoint(checkpoint.incrementAndGet())
                .sameContent(writers.checkpoint(checkpoint.incrementAndGet())));
    }

    @AfterEach
    void close() throws IOException {
        reader.close();
        writers.close();
        assertThat(place.paths).allSatisfy(path -> assertThat(path).doesNotExist());
    }

    @Test
    void answersAreTheSameAfterAllSteps() throws IOException {
        List<Object> before = queries.ask(reader);
        queries.askVectors(reader);
        Adaptation adaptation = reader.adapter(place, FASTER).adapt();
        assertThat(adaptation.pattern()).isEqualTo(AccessPattern.MIXED);
        assertThat(adaptation.steps()).hasSize(3).allSatisfy(step -> {
            assertThat(step.kept()).as(step.toString()).isTrue();
            assertThat(step.bytes()).isPositive();
            assertThat(step.queries()).isPositive();
            assertThat(step.reason()).isEqualTo("queries are 50.0 % faster");
        });
        assertThat(adaptation.steps().get(1).recall()).isGreaterThan(0.95);
        // Chunks, relationships and links.
        assertThat(place.paths).hasSize(3).allSatisfy(path -> assertThat(path).exists());
        assertThat(queries.ask(reader)).isEqualTo(before);
        assertThat(queries.ask(reader)).as("from the cache").isEqualTo(before);
    }

    @Test
    void whatIsAskedMostIsAdaptedAlone() throws IOException {
        queries.askRelationships(reader);
        reader.entity("nobody");
        assertThat(reader.accessCounts().entity()).isOne();
        Adaptation adaptation = reader.adapter(place, FASTER).adapt();
        assertThat(adaptation.pattern()).isEqualTo(AccessPattern.RELATIONSHIP_TRAVERSAL);
        assertThat(adaptation.steps())
                .extracting(Step::name)
                .containsExactly("relationships in one segment sorted by their ends");
        assertThat(reader.accessCounts()).isEqualTo(new AccessCounts(0, 0, 0, List.of()));
        assertThat(adaptation.toString())
                .contains("RELATIONSHIP_TRAVERSAL (1 queries for entities")
                .contains("\nrelat");
    }

    @Test
    void nothingIsTriedWhereNothingIsAsked() throws IOException {
        assertThat(reader.adapt().steps()).hasSize(3).allSatisfy(step -> assertThat(step)
                .extracting(Step::kept, Step::queries, Step::reason)
                .containsExactly(false, 0, "nothing asked"));
        reader.semantic("ada", null, 1);
        assertThat(reader.adapt().steps()).extracting(Step::reason).containsExactly("no query had a vector");
    }

    @Test
    void aStepThatHardlyHelpsIsUndoneAndNotTriedAgainOnTheSameFiles() throws IOException {
        queries.ask(reader);
        queries.askVectors(reader);
        Adapter adapter = reader.adapter(place, HARDLY_FASTER);
        assertThat(adapter.adapt().steps()).allSatisfy(step -> {
            assertThat(step.kept()).isFalse();
            assertThat(step.reason()).isEqualTo("queries are 9.0 % faster, and 10 % faster is the least");
        });
        assertThat(place.paths).hasSize(3).allSatisfy(path -> assertThat(path).doesNotExist());
        queries.ask(reader);
        queries.askVectors(reader);
        assertThat(adapter.adapt().steps().subList(1, 3))
                .extracting(Step::reason)
                .containsOnly("it did not help of the same files before");
        assertThat(place.paths).hasSize(3);
    }

    @Test
    void realTimesDecideByTheirMedians() throws IOException {
        queries.ask(reader);
        queries.askVectors(reader);
        assertThat(reader.adapt().steps()).hasSize(3).allSatisfy(step -> {
            assertThat(step.beforeMicros()).isPositive();
            assertThat(step.kept()).as(step.toString()).isEqualTo(step.afterMicros() <= 0.9 * step.beforeMicros());
        });
    }

    /** All of them are the same in seven bits a component. */
    @Test
    void aGraphThatMissesTheNearestIsUndone() throws IOException {
        List<GraphChange> alike = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            alike.add(GraphChange.upsert(
                    queries.chunk("alike-" + i, nearAxis(0.001f)), 1, StorageStrategy.HIGH_COMPRESSION));
        }
        writers.apply(alike);
        writers.checkpoint(9);
        reader.refresh();
        reader.semantic(null, nearAxis(1), 10);
        Step step = reader.adapter(place, FASTER).adapt().steps().get(0);
        assertThat(step.recall()).isLessThan(0.95);
        assertThat(step.kept()).isFalse();
        assertThat(step.reason()).contains("; recall is 0.").endsWith(", and 0.95 is the least");
    }

    /** A vector near an axis. */
    private float[] nearAxis(float distance) {
        float[] vector = queries.vector();
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= distance;
        }
        vector[0] = 1;
        return VectorUtil.l2normalize(vector);
    }

    @Test
    void aRefreshKeepsWhatItsFilesAreTheSameOfAndDropsTheRest() throws IOException {
        awaitMerges();
        reader.refresh();
        queries.ask(reader);
        queries.askVectors(reader);
        Adapter adapter = reader.adapter(place, FASTER);
        adapter.adapt();
        writers.apply(
                List.of(GraphChange.upsert(TestingGraph.document("doc-1", "Ada"), 1, StorageStrategy.FAST_ACCESS)));
        writers.checkpoint(2_000);
        assertThat(reader.refresh()).isTrue();
        queries.ask(reader);
        queries.askVectors(reader);
        assertThat(adapter.adapt().steps()).allSatisfy(step -> {
            assertThat(step.kept()).isTrue();
            assertThat(step.reason()).isEqualTo("in use already");
        });

        Entity ada = TestingGraph.entity("Person", "ada", 99);
        assertThat(reader.named("ada", null, 10)).doesNotContain(ada);
        writers.apply(List.of(
                GraphChange.upsert(ada, 1),
                GraphChange.upsert(
                        TestingGraph.relationship(ada, "knows", null, queries.entities.get(0), 1_000_000), 1)));
        writers.checkpoint(2_001);
        assertThat(reader.refresh()).isTrue();
        assertThat(place.paths.get(0)).as("chunks").exists();
        assertThat(place.paths.get(1)).as("relationships").doesNotExist();
        assertThat(place.paths.get(2)).as("links").exists();
        assertThat(reader.named("ada", null, 10)).contains(ada);
        List<Object> adapted = queries.ask(reader);
        try (GraphReader fresh = GraphReader.open(index.toString())) {
            assertThat(adapted).isEqualTo(queries.ask(fresh));
        }
        queries.askRelationships(reader);
        queries.askVectors(reader);
        assertThat(adapter.adapt().steps().get(2).reason()).startsWith("queries are");
        assertThat(place.paths).hasSize(4);
    }

    @Test
    void whatHasChangedWhileItWasCopiedIsNotShown() throws IOException {
        queries.askRelationships(reader);
        Replay changing = (asked, before, after) -> {
            writers.apply(List.of(GraphChange.upsert(
                    TestingGraph.relationship(
                            queries.entities.get(0), "knows", null, queries.entities.get(1), 1_000_000),
                    99)));
            writers.checkpoint(9);
            reader.refresh();
            return FASTER.time(asked, before, after);
        };
        Step step = reader.adapter(place, changing).adapt().steps().get(0);
        assertThat(step.kept()).isFalse();
        assertThat(step.reason()).endsWith("; but the index has other files by now");
        assertThat(place.paths).hasSize(2).allSatisfy(path -> assertThat(path).doesNotExist());
    }

    @Test
    void aReaderThatIsClosedWhileItAdaptsLeavesNothing() throws IOException {
        queries.askRelationships(reader);
        Replay closing = (asked, before, after) -> {
            reader.close();
            return FASTER.time(asked, before, after);
        };
        Adapter adapter = reader.adapter(place, closing);
        assertThatThrownBy(adapter::adapt)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the reader is closed");
        assertThat(place.paths).hasSize(2).allSatisfy(path -> assertThat(path).doesNotExist());
    }

    @Test
    void aFullDiskLeavesTheReaderAsItWasAndIsReported() throws IOException {
        List<Object> before = queries.ask(reader);
        boolean fits = false;
        for (long room = 0; !fits; room = 2 * room + 1_000) {
            place.room.set(room);
            queries.ask(reader);
            queries.askVectors(reader);
            List<Step> steps = reader.adapter(place, FASTER).adapt().steps().subList(1, 3);
            fits = steps.stream().allMatch(Step::kept);
            assertThat(steps).filteredOn(step -> !step.kept()).allSatisfy(step -> assertThat(step.reason())
                    .isEqualTo("nothing was changed after an error: java.io.IOException: No space left on device"));
            assertThat(place.paths.stream().filter(path -> path.toFile().exists()))
                    .hasSizeLessThanOrEqualTo(3);
            assertThat(queries.ask(reader)).isEqualTo(before);
        }
        assertThat(place.paths).hasSizeGreaterThan(10);
    }

    @Test
    void queriesGoOnWhileTheReaderAdaptsAndRefreshes() throws Exception {
        Random random = new Random(seed);
        try (Repeatedly threads = new Repeatedly()) {
            threads.start(() -> queries.askEntities(reader));
            threads.start(() -> queries.askRelationships(reader));
            threads.start(() -> queries.askVectors(reader));
            threads.start(() -> reader.adapter(place, FASTER).adapt());
            for (int checkpoint = 10; checkpoint < 15; checkpoint++) {
                List<GraphChange> changes = queries.changes(checkpoint);
                writers.apply(changes.subList(0, random.nextInt(changes.size())));
                writers.checkpoint(checkpoint);
                assertThat(reader.refresh()).isTrue();
                threads.turn();
            }
        }
        List<Object> adapted = queries.ask(reader);
        try (GraphReader fresh = GraphReader.open(index.toString())) {
            assertThat(adapted).isEqualTo(queries.ask(fresh));
        }
    }
}
