package io.knowstream.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is charged, what working memory gets, and what happens as the budget of 100 bytes runs full. */
@Timeout(60)
class ModelPoolMemoryTest {

    private static final Duration GUARD = Duration.ofSeconds(5);

    private static TestingLoader growing(TestingPool testing, String name, long declared, long grows, long givesBack) {
        return new TestingLoader(name, declared)
                .onLoad(() -> testing.memory.bytes.addAndGet(grows))
                .onClose(() -> testing.memory.bytes.addAndGet(-givesBack));
    }

    @Test
    void aModelIsChargedWithWhatTheProcessGrewOrWhatItDeclaresIfThatIsMore() {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 0), true)) {
            testing.acquire(growing(testing, "grows", 10, 25, 25)).close();
            assertThat(testing.pool.usage().modelBytes()).isEqualTo(25);

            testing.acquire(growing(testing, "declares", 10, 5, 5)).close();
            assertThat(testing.pool.usage().modelBytes()).isEqualTo(35);
        }
    }

    @Test
    void whatAModelCostBeforeIsReservedTheNextTime() {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 0), true)) {
            TestingLoader loader = growing(testing, "grows", 10, 30, 30);
            testing.acquire(loader).close();
            testing.pass(Duration.ofHours(1));
            testing.pool.sweep();
            long[] reserved = new long[1];
            loader.onLoad(() -> reserved[0] = testing.pool.usage().modelBytes());

            testing.acquire(loader).close();

            assertThat(reserved[0]).isEqualTo(30);
        }
    }

    @Test
    void pagesLeftBehindStayChargedUntilTheyComeBack() {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 0), true)) {
            testing.acquire(growing(testing, "leaves", 40, 40, 15)).close();
            testing.pass(Duration.ofHours(1));
            testing.pool.sweep();
            assertThat(testing.pool.usage()).isEqualTo(new PoolUsage(100, 0, 25, 0, 0));

            testing.memory.free.set(10);
            testing.pool.sweep();
            assertThat(testing.pool.usage().residueBytes()).isEqualTo(15);

            testing.memory.free.set(100);
            testing.pool.sweep();
            assertThat(testing.pool.usage().residueBytes()).isZero();
        }
    }

    @Test
    void growthElsewhereInflatesNoResidue() {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 0), true)) {
            testing.acquire(growing(testing, "leaves", 40, 40, -500)).close();
            testing.pass(Duration.ofHours(1));
            testing.pool.sweep();

            assertThat(testing.pool.usage().residueBytes()).isEqualTo(40);
            testing.memory.bytes.addAndGet(1_000);
            testing.pool.sweep();
            assertThat(testing.pool.usage().residueBytes()).isEqualTo(40);
        }
    }

    @Test
    void aModelLoadedIntoPagesLeftBehindTakesThemOver() {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 0), true)) {
            TestingLoader loader = growing(testing, "returns", 40, 40, 0);
            testing.acquire(loader).close();
            testing.pass(Duration.ofHours(1));
            testing.pool.sweep();
            assertThat(testing.pool.usage().residueBytes()).isEqualTo(40);
            loader.onLoad(() -> {});

            testing.acquire(loader).close();

            assertThat(testing.pool.usage()).isEqualTo(new PoolUsage(100, 40, 0, 0, 1));
        }
    }

    @Test
    void pagesLeftBehindAreMeasuredAgainBeforeAModelIsEvictedForThem() {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 0), true)) {
            testing.acquire(growing(testing, "leaves", 40, 40, 0)).close();
            testing.pass(Duration.ofHours(1));
            testing.pool.sweep();
            TestingLoader idle = growing(testing, "idle", 30, 30, 30);
            testing.acquire(idle).close();
            testing.pass(GUARD);
            testing.memory.free.set(40);

            testing.acquire(growing(testing, "new", 60, 60, 60)).close();

            assertThat(testing.pool.isLoaded(idle)).isTrue();
            assertThat(testing.pool.residentBytes()).isEqualTo(90);
        }
    }

    @Test
    void whatNeverComesBackBlocksNoPoolForEver() throws Exception {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 0), true)) {
            testing.acquire(growing(testing, "leaves", 60, 60, 0)).close();
            testing.pass(Duration.ofHours(1));
            testing.pool.sweep();
            Future<Lease<TestingLoader.Model>> waiting = testing.queue(growing(testing, "new", 50, 50, 50));
            assertThat(waiting).isNotDone();

            testing.pass(Duration.ofSeconds(10));

            waiting.get(10, TimeUnit.SECONDS).close();
            assertThat(testing.pool.usage()).isEqualTo(new PoolUsage(100, 50, 0, 0, 1));
        }
    }

    @Test
    void modelsNeverTakeThePartOfWorkingMemory() throws Exception {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 30))) {
            testing.acquire(new TestingLoader("a", 70)).close();

            try (WorkingMemory working = testing.pool.reserve(30, 30, Duration.ZERO)) {
                assertThat(working.bytes()).isEqualTo(30);
                assertThat(testing.pool.usage().usedBytes()).isEqualTo(100);
                assertThatThrownBy(() -> testing.pool.reserve(1, 1, Duration.ZERO))
                        .isInstanceOf(ModelUnavailableException.class);
            }
            assertThatThrownBy(() -> testing.acquire(new TestingLoader("b", 71)))
                    .isExactlyInstanceOf(ModelException.class);
        }
    }

    @Test
    void aLoadWaitsForWorkingMemoryBeyondItsPart() throws Exception {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 10))) {
            WorkingMemory working = testing.pool.reserve(40, 40, Duration.ZERO);
            Future<Lease<TestingLoader.Model>> waiting = testing.queue(new TestingLoader("a", 70));
            assertThat(waiting).isNotDone();

            working.close();
            working.close();

            waiting.get(10, TimeUnit.SECONDS).close();
            assertThat(testing.pool.workingBytes()).isZero();
        }
    }

    @Test
    void workingMemoryGetsMoreThanItNeedsOnlyWhileMemoryIsAvailable() throws Exception {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 0));
                WorkingMemory first = testing.pool.reserve(10, 50, Duration.ZERO);
                WorkingMemory second = testing.pool.reserve(5, 50, Duration.ZERO);
                WorkingMemory third = testing.pool.reserve(20, 50, Duration.ZERO)) {
            assertThat(first.bytes()).isEqualTo(50);
            assertThat(second.bytes()).isEqualTo(9);
            assertThat(third.bytes()).isEqualTo(20);
        }
    }

    @Test
    void workingMemoryEvictsIdleModelsForWhatItNeeds() throws Exception {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 10))) {
            TestingLoader idle = new TestingLoader("idle", 80);
            testing.acquire(idle).close();
            testing.pass(GUARD);

            testing.pool.reserve(40, 40, Duration.ZERO).close();

            assertThat(testing.pool.isLoaded(idle)).isFalse();
        }
    }

    @Test
    void workingMemoryOfItsPartPassesWhoeverWaits() throws Exception {
        try (TestingPool testing = new TestingPool(TestingPool.config(1, 10))) {
            Lease<TestingLoader.Model> held = testing.acquire(new TestingLoader("held", 80));
            Future<Lease<TestingLoader.Model>> load = testing.queue(new TestingLoader("next", 80));
            Future<WorkingMemory> large = testing.reserve(50, 50);
            testing.pass(GUARD);

            testing.pool.reserve(10, 10, Duration.ZERO).close();

            assertThat(load).isNotDone();
            assertThat(large).isNotDone();
            held.close();
            await().until(() -> {
                testing.pass(GUARD);
                return closeIfDone(large) & closeIfDone(load);
            });
        }
    }

    private static boolean closeIfDone(Future<? extends AutoCloseable> future) throws Exception {
        if (future.isDone()) {
            future.get().close();
        }
        return future.isDone();
    }

    @Test
    void workingMemoryStandsBackForAnOverdueLoadForAWhile() throws Exception {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 10))) {
            WorkingMemory first = testing.pool.reserve(40, 40, Duration.ZERO);
            Future<Lease<TestingLoader.Model>> load = testing.queue(new TestingLoader("a", 90));
            testing.pass(GUARD);
            Future<WorkingMemory> second = testing.reserve(20, 20);
            assertThat(second).isNotDone();

            testing.pass(GUARD);

            second.get(10, TimeUnit.SECONDS).close();
            assertThat(load).isNotDone();
            first.close();
            load.get(10, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void refusesWorkingMemoryThatCanNeverBeHad() {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 10))) {
            testing.acquire(new TestingLoader("pinned", 20).pin()).close();

            assertThatThrownBy(() -> testing.pool.reserve(81, 81, TestingPool.LONG))
                    .isExactlyInstanceOf(ModelException.class)
                    .hasMessageContaining("81 bytes is more than the 80 that can ever be had here");
            assertThatThrownBy(() -> testing.pool.reserve(2, 1, TestingPool.LONG))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void limitedMemoryIsCleanedUpModerately() {
        try (TestingPool testing = new TestingPool(TestingPool.config(8, 0))) {
            List<OptimizationLevel> levels = new ArrayList<>();
            testing.pool.addReclaimable(level -> {
                levels.add(level);
                return 7;
            });
            List<TestingLoader> loaders = List.of(
                    new TestingLoader("a", 15),
                    new TestingLoader("b", 15),
                    new TestingLoader("c", 15),
                    new TestingLoader("d", 10));
            loaders.forEach(loader -> testing.acquire(loader).close());
            assertThat(testing.pool.optimize()).isEqualTo(new MemoryOptimizationResult.NoActionNeeded());
            testing.pass(GUARD);

            testing.acquire(new TestingLoader("e", 10)).close();
            assertThat(testing.pool.status()).isEqualTo(MemoryStatus.LIMITED);
            testing.runBackground();

            assertThat(loaders.stream().filter(testing.pool::isLoaded).map(TestingLoader::name))
                    .containsExactly("c", "d");
            assertThat(levels).containsExactly(OptimizationLevel.MODERATE);
            assertThat(testing.pool.total(Metric.MEMORY_TRANSITIONS_LIMITED)).isEqualTo(1);
            assertThat(testing.pool.total(Metric.MEMORY_TRANSITIONS_AVAILABLE)).isEqualTo(1);
            assertThat(testing.pool.total(Metric.MEMORY_CLEANUPS_MODERATE)).isEqualTo(1);
            assertThat(testing.pool.total(Metric.MEMORY_FREED_MODERATE)).isEqualTo(37);
            assertThat(testing.pool.total(Metric.MODEL_EVICTIONS_CLEANUP)).isEqualTo(2);
        }
    }

    @Test
    void criticalMemoryIsCleanedUpAggressivelyButNotWhatIsLeasedPinnedOrNew() throws Exception {
        try (TestingPool testing = new TestingPool(TestingPool.config(8, 0))) {
            Lease<TestingLoader.Model> leased = testing.acquire(new TestingLoader("leased", 10));
            testing.acquire(new TestingLoader("pinned", 10).pin()).close();
            testing.acquire(new TestingLoader("a", 10)).close();
            testing.acquire(new TestingLoader("b", 10)).close();
            testing.acquire(new TestingLoader("c", 10)).close();
            testing.pass(GUARD);
            testing.acquire(new TestingLoader("new", 10)).close();
            testing.runBackground();
            WorkingMemory working = testing.pool.reserve(45, 45, Duration.ZERO);

            assertThat(testing.pool.optimize())
                    .isEqualTo(new MemoryOptimizationResult.Optimized(10, OptimizationLevel.AGGRESSIVE));

            assertThat(testing.pool.loadedModels())
                    .extracting(PooledModel::name)
                    .containsExactly("leased", "new", "pinned");
            leased.close();
            working.close();
        }
    }

    @Test
    void aCriticalPoolStillLendsWhatIsLoaded() {
        try (TestingPool testing = new TestingPool(TestingPool.config(8, 0))) {
            TestingLoader large = new TestingLoader("large", 90);
            Lease<TestingLoader.Model> first = testing.acquire(large);
            assertThat(testing.pool.status()).isEqualTo(MemoryStatus.CRITICAL);
            testing.runBackground();

            testing.acquire(large).close();

            assertThat(large.loads).hasValue(1);
            first.close();
        }
    }

    @Test
    void aCacheThatFailsToGiveBackStopsNoCleanup() {
        try (TestingPool testing = new TestingPool(TestingPool.config(8, 0))) {
            testing.pool.addReclaimable(level -> {
                throw new IllegalStateException("broken");
            });
            Reclaimable removed = level -> 1_000;
            testing.pool.addReclaimable(removed);
            testing.pool.removeReclaimable(removed);
            testing.acquire(new TestingLoader("a", 70)).close();
            testing.pass(GUARD);

            testing.runBackground();

            assertThat(testing.pool.total(Metric.MEMORY_FREED_MODERATE)).isEqualTo(70);
        }
    }

    @Test
    void measuredLoadsFollowOneAnother() throws Exception {
        try (TestingPool testing = new TestingPool(TestingPool.config(3, 0), true)) {
            CountDownLatch latch = new CountDownLatch(1);
            TestingLoader slow = new TestingLoader("slow", 10).blockedBy(latch);
            TestingLoader quick = new TestingLoader("quick", 10);
            Future<Lease<TestingLoader.Model>> first =
                    testing.submit(() -> testing.pool.acquire(slow, TestingPool.LONG, Recorder.NONE));
            await().until(() -> slow.loads.get() == 1);
            Future<Lease<TestingLoader.Model>> second = testing.queue(quick);
            assertThat(quick.loads).hasValue(0);

            latch.countDown();

            first.get(10, TimeUnit.SECONDS).close();
            second.get(10, TimeUnit.SECONDS).close();
        }
    }
}
