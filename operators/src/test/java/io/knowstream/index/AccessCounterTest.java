package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.index.GraphQuery.By;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessCounterTest {

    private final AccessCounter counter = new AccessCounter();

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, MIXED",
        "1, 0, 0, ENTITY_HEAVY",
        "60, 20, 20, ENTITY_HEAVY",
        "59, 21, 20, MIXED",
        "0, 3, 2, SEMANTIC_SEARCH",
        "20, 59, 21, MIXED",
        "199, 1, 300, RELATIONSHIP_TRAVERSAL",
        "201, 0, 299, MIXED",
        "4000000000, 1, 1, ENTITY_HEAVY"
    })
    void thePatternIsTheKindThatHasSixtyPercent(long entity, long semantic, long traversal, AccessPattern pattern) {
        assertThat(new AccessCounts(entity, semantic, traversal, List.of()).pattern())
                .isEqualTo(pattern);
    }

    @Test
    void queriesAreCountedByKindAndByWhatIsAskedFor() {
        counter.count(named("ada"));
        counter.count(new GraphQuery.ById("e1"));
        counter.count(new GraphQuery.ClusterOf("e1"));
        counter.count(new GraphQuery.Entities(By.TYPE, "", "Person", 1));
        counter.count(new GraphQuery.Relationships("e1", Direction.BOTH, null, 1));
        counter.count(new GraphQuery.Relationships(null, Direction.BOTH, "p", 1));
        counter.count(new GraphQuery.Path("e1", "ada"));
        counter.count(new GraphQuery.Semantic("text", null, 1));
        assertThat(counter.counts())
                .isEqualTo(new AccessCounts(
                        4, 1, 3, List.of(new AccessCounts.Subject("e1", 4), new AccessCounts.Subject("ada", 2))));
    }

    @Test
    void whatIsTakenIsCountedAnewAndTheLatestQueriesStay() {
        counter.count(named("ada"));
        assertThat(counter.take().entity()).isOne();
        assertThat(counter.counts()).isEqualTo(new AccessCounts(0, 0, 0, List.of()));
        assertThat(counter.latest(QueryKind.ENTITY)).containsExactly(named("ada"));
    }

    @Test
    void aBoundedNumberOfQueriesAndSubjectsIsKeptAndNoneThatIsVeryLong() {
        int sample = QueryKind.ENTITY.sample();
        for (int i = 0; i < 20_000; i++) {
            counter.count(named("name " + i));
        }
        counter.count(named("x".repeat(100_000)));
        assertThat(counter.counts().entity()).isEqualTo(20_001);
        assertThat(counter.counts().frequent()).hasSize(AccessCounts.FREQUENT);
        List<GraphQuery<?>> latest = new ArrayList<>();
        IntStream.range(20_000 - sample, 20_000).forEach(i -> latest.add(named("name " + i)));
        assertThat(counter.latest(QueryKind.ENTITY)).isEqualTo(latest);
    }

    @Test
    void nothingIsLostWhenManyCount() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> counting = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                counting.add(threads.submit(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        counter.count(named("name " + i % 10));
                    }
                }));
            }
            for (Future<?> each : counting) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(counter.counts().entity()).isEqualTo(20_000);
        assertThat(counter.counts().frequent()).hasSize(10).allSatisfy(subject -> assertThat(subject.queries())
                .isEqualTo(2_000));
        assertThat(counter.latest(QueryKind.ENTITY)).hasSize(QueryKind.ENTITY.sample());
    }

    private static GraphQuery<?> named(String name) {
        return new GraphQuery.Entities(By.NAME, name, null, 10);
    }
}
