package io.knowstream.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.NoOpRecorder;
import io.knowstream.metrics.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets which model, in which order, and what goes for it; memory is not measured here. */
@Timeout(60)
class ModelPoolTest {

    private static final Duration GUARD = Duration.ofSeconds(5);

    private final TestingPool testing = new TestingPool(TestingPool.config(2, 10));
    private final ModelPool pool = testing.pool;
    private final TestingLoader a = new TestingLoader("a", 40);
    private final TestingLoader b = new TestingLoader("b", 40);
    private final TestingLoader c = new TestingLoader("c", 40);

    @AfterEach
    void nothingIsLeft() {
        testing.close();
        for (TestingLoader loader : List.of(a, b, c)) {
            assertThat(loader.closes.get()).as("closes of %s", loader.name()).isLessThanOrEqualTo(loader.loads.get());
        }
    }

    @Test
    void tellsForHowLongBytesWereHeldAndForHowLongNobodyUsedThem() {
        Map<Metric, LongSupplier> gauges = gauges();
        try (Lease<TestingLoader.Model> lease = testing.acquire(a)) {
            testing.nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        }
        testing.nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(gauges.get(Metric.MODEL_BYTE_SECONDS).getAsLong()).isEqualTo(40 * 5);
        assertThat(gauges.get(Metric.MODEL_IDLE_BYTE_SECONDS).getAsLong()).isEqualTo(40 * 3);

        try (Lease<TestingLoader.Model> lease = testing.acquire(a);
                Lease<TestingLoader.Model> other = testing.acquire(a)) {
            testing.nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        }
        assertThat(gauges.get(Metric.MODEL_BYTE_SECONDS).getAsLong()).isEqualTo(40 * 9);
        assertThat(gauges.get(Metric.MODEL_IDLE_BYTE_SECONDS).getAsLong()).isEqualTo(40 * 3);

        testing.nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        pool.sweep();
        testing.nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(pool.isLoaded(a)).isFalse();
        assertThat(gauges.get(Metric.MODEL_BYTE_SECONDS).getAsLong()).isEqualTo(40 * 69);
        assertThat(gauges.get(Metric.MODEL_IDLE_BYTE_SECONDS).getAsLong()).isEqualTo(40 * 63);
    }

    private Map<Metric, LongSupplier> gauges() {
        Map<Metric, LongSupplier> gauges = new HashMap<>();
        pool.show(new NoOpRecorder() {

            @Override
            public void gauge(Metric gauge, String labelValue, LongSupplier value) {
                gauges.put(gauge, value);
            }
        });
        return gauges;
    }

    @Test
    void loadsOnceForAllWhoAskAtTheSameTime() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        a.blockedBy(latch);
        List<Future<Lease<TestingLoader.Model>>> leases = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            leases.add(testing.submit(() -> pool.acquire(a, TestingPool.LONG, Recorder.NONE)));
        }
        await().until(() -> pool.waiting() == 15);

        latch.countDown();

        for (Future<Lease<TestingLoader.Model>> lease : leases) {
            get(lease).close();
        }
        assertThat(a.loads).hasValue(1);
        assertThat(pool.residentBytes()).isEqualTo(40);
    }

    @Test
    void aSlowLoadDelaysNoLoadedModel() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        b.blockedBy(latch);
        testing.acquire(a).close();
        Future<Lease<TestingLoader.Model>> loading =
                testing.submit(() -> pool.acquire(b, TestingPool.LONG, Recorder.NONE));
        await().until(() -> b.loads.get() == 1);

        testing.acquire(a).close();

        assertThat(loading).isNotDone();
        latch.countDown();
        get(loading).close();
    }

    @Test
    void evictsTheLeastRecentlyUsedIdleModel() {
        testing.acquire(a).close();
        testing.acquire(b).close();
        testing.acquire(a).close();
        testing.pass(GUARD);

        testing.acquire(c).close();

        assertThat(pool.isLoaded(a)).isTrue();
        assertThat(pool.isLoaded(b)).isFalse();
        assertThat(b.closes).hasValue(1);
        assertThat(pool.total(Metric.MODEL_EVICTIONS_ROOM)).isEqualTo(1);
        assertThat(pool.total(Metric.MODEL_EVICTED_AGE)).isEqualTo(GUARD.toMillis());
    }

    @Test
    void neverEvictsALeasedModel() throws Exception {
        Lease<TestingLoader.Model> oldest = testing.acquire(a);
        testing.acquire(b).close();
        testing.pass(GUARD);

        testing.acquire(c).close();

        assertThat(pool.isLoaded(a)).isTrue();
        assertThat(oldest.value()).isNotNull();
        oldest.close();
    }

    @Test
    void aLoadWaitsForTheGuardOfWhatItWouldEvict() throws Exception {
        testing.acquire(a).close();
        testing.acquire(b).close();
        Future<Lease<TestingLoader.Model>> waiting = testing.queue(c);

        testing.pass(GUARD.minusNanos(1));
        assertThatThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        testing.pass(Duration.ofNanos(1));
        get(waiting).close();
        assertThat(pool.isLoaded(a)).isFalse();
    }

    @Test
    void waitersAreServedInOrderAndASmallOneTakesNothingFromTheFirst() throws Exception {
        Lease<TestingLoader.Model> heldA = testing.acquire(a);
        Lease<TestingLoader.Model> heldB = testing.acquire(b);
        Future<Lease<TestingLoader.Model>> first = testing.queue(c);
        Future<Lease<TestingLoader.Model>> second = testing.queue(new TestingLoader("tiny", 1));
        testing.pass(GUARD);

        heldB.close();
        get(first).close();
        assertThat(second).isNotDone();
        assertThat(pool.isLoaded(b)).isFalse();

        heldA.close();
        get(second).close();
    }

    @Test
    void whoNeedsALoadedModelIsNotStuckBehindWhoNeedsALoad() throws Exception {
        Lease<TestingLoader.Model> held = testing.acquire(a);
        testing.acquire(b).close();
        Future<Lease<TestingLoader.Model>> waiting = testing.queue(c);

        testing.acquire(a).close();
        testing.acquire(b).close();

        assertThat(waiting).isNotDone();
        held.close();
        testing.pass(GUARD);
        get(waiting).close();
    }

    @Test
    void whatAnOverdueWaiterNeedsIsNotLentToNewcomers() throws Exception {
        try (TestingPool single = new TestingPool(TestingPool.config(1, 0))) {
            Lease<TestingLoader.Model> held = single.acquire(a);
            Future<Lease<TestingLoader.Model>> waiting = single.queue(b);
            single.acquire(a).close();

            single.pass(GUARD);
            await().until(() -> single.pool.loadedModels().get(0).wanted());
            Future<Lease<TestingLoader.Model>> newcomer = single.queue(a);
            assertThat(newcomer).isNotDone();

            held.close();
            Lease<TestingLoader.Model> served = get(waiting);
            assertThat(newcomer).isNotDone();
            served.close();
            single.pass(GUARD);
            get(newcomer).close();
            assertThat(a.loads).hasValue(2);
        }
    }

    @Test
    void aWaiterThatGivesUpFreesWhatItWanted() throws Exception {
        try (TestingPool single = new TestingPool(TestingPool.config(1, 0))) {
            Lease<TestingLoader.Model> held = single.acquire(a);
            Future<Lease<TestingLoader.Model>> waiting = single.queue(b, GUARD.plusSeconds(1));
            single.pass(GUARD);
            await().until(() -> single.pool.loadedModels().get(0).wanted());
            Future<Lease<TestingLoader.Model>> newcomer = single.queue(a);

            single.pass(Duration.ofSeconds(1));

            assertThatThrownBy(() -> get(waiting)).hasCauseInstanceOf(ModelUnavailableException.class);
            get(newcomer).close();
            held.close();
        }
    }

    @Test
    void saysWhatHoldsTheRoomWhenNoneCameFreeInTime() {
        Lease<TestingLoader.Model> heldA = testing.acquire(a);
        Lease<TestingLoader.Model> heldB = testing.acquire(b);

        assertThatThrownBy(() -> pool.acquire(c, Duration.ZERO, Recorder.NONE))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage(
                        "model c (40 bytes) was not to be had within 0 ms: of 100 bytes (models.budget) models take 80,"
                                + " pages that closed models left behind 0, working memory 0; 10 are kept for working memory"
                                + " (models.min-memory-threshold); at most 2 models (models.max-concurrent); 1 wait; loaded:"
                                + " [a: 40 bytes, leases 1; b: 40 bytes, leases 1]");

        assertThat(pool.waiting()).isZero();
        heldA.close();
        heldB.close();
    }

    @Test
    void refusesAtOnceWhatCanNeverFit() {
        testing.acquire(new TestingLoader("pinned", 20).pin()).close();

        assertThatThrownBy(() -> testing.acquire(new TestingLoader("large", 71)))
                .isExactlyInstanceOf(ModelException.class)
                .hasMessageStartingWith("model large needs 71 bytes, more than the 70 that a model can ever have here");

        testing.acquire(new TestingLoader("largest", 70)).close();
    }

    @Test
    void pinnedModelsCountInBytesButNotAsModelsAndStay() {
        TestingLoader pinned = new TestingLoader("pinned", 10).pin();
        testing.acquire(pinned).close();
        testing.acquire(a).close();
        testing.acquire(b).close();
        testing.pass(Duration.ofHours(1));
        pool.sweep();
        testing.acquire(c).close();

        assertThat(pool.isLoaded(pinned)).isTrue();
        assertThat(pool.isLoaded(a)).isFalse();
        assertThat(pool.residentBytes()).isEqualTo(50);
    }

    @Test
    void evictsWhatIsIdleForTheTimeoutAndNotBefore() {
        Lease<TestingLoader.Model> held = testing.acquire(a);
        testing.acquire(b).close();
        testing.pass(Duration.ofSeconds(60).minusNanos(1));
        pool.sweep();
        assertThat(pool.isLoaded(b)).isTrue();

        testing.pass(Duration.ofNanos(1));
        pool.sweep();

        assertThat(pool.isLoaded(b)).isFalse();
        assertThat(pool.isLoaded(a)).isTrue();
        assertThat(pool.total(Metric.MODEL_EVICTIONS_IDLE)).isEqualTo(1);
        held.close();
    }

    @Test
    void aClosingModelIsChargedUntilItIsClosed() {
        long[] charged = new long[1];
        b.onClose(() -> charged[0] = pool.residentBytes());
        testing.acquire(b).close();
        testing.pass(Duration.ofHours(1));

        pool.sweep();

        assertThat(charged[0]).isEqualTo(40);
        assertThat(pool.residentBytes()).isZero();
    }

    @Test
    void roomIsChargedBeforeALoadBeginsAndFreedWhenItFails() {
        long[] charged = new long[1];
        a.onLoad(() -> {
            charged[0] = pool.residentBytes();
            throw new ModelException("truncated file");
        });

        assertThatThrownBy(() -> testing.acquire(a)).hasMessage("model a could not be loaded: truncated file");

        assertThat(charged[0]).isEqualTo(40);
        assertThat(pool.residentBytes()).isZero();
    }

    @Test
    void aFailedLoadIsRememberedForAWhileLongerEachTime() {
        a.failing(() -> new ModelException("truncated file"));
        assertThatThrownBy(() -> testing.acquire(a)).isInstanceOf(ModelException.class);
        testing.pass(Duration.ofSeconds(4));
        assertThatThrownBy(() -> testing.acquire(a))
                .hasMessage("model a could not be loaded: truncated file; it is tried again in 6000 ms");
        assertThat(a.loads).hasValue(1);

        testing.pass(Duration.ofSeconds(6));
        assertThatThrownBy(() -> testing.acquire(a)).isInstanceOf(ModelException.class);
        assertThat(a.loads).hasValue(2);
        assertThatThrownBy(() -> testing.acquire(a)).hasMessageEndingWith("tried again in 20000 ms");

        testing.pass(Duration.ofSeconds(20));
        a.onLoad(() -> {});
        testing.acquire(a).close();
        assertThat(pool.isLoaded(a)).isTrue();
    }

    @Test
    void thoseWhoWaitForALoadShareItsFailure() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        a.onLoad(() -> {
            awaitUninterruptibly(latch);
            throw new ModelException("truncated file");
        });
        Future<Lease<TestingLoader.Model>> loading =
                testing.submit(() -> pool.acquire(a, TestingPool.LONG, Recorder.NONE));
        await().until(() -> a.loads.get() == 1);
        Future<Lease<TestingLoader.Model>> waiting = testing.queue(a);

        latch.countDown();

        assertThatThrownBy(() -> get(loading)).hasRootCauseMessage("truncated file");
        assertThatThrownBy(() -> get(waiting)).hasRootCauseMessage("truncated file");
        assertThat(a.loads).hasValue(1);
    }

    @Test
    void anInterruptedWaiterLeavesNothingBehind() throws Exception {
        Lease<TestingLoader.Model> heldA = testing.acquire(a);
        Lease<TestingLoader.Model> heldB = testing.acquire(b);
        Future<Lease<TestingLoader.Model>> waiting = testing.queue(c);

        waiting.cancel(true);

        await().until(() -> pool.waiting() == 0);
        assertThat(pool.loadedModels()).extracting(PooledModel::leases).containsExactly(1, 1);
        assertThat(c.loads).hasValue(0);
        heldA.close();
        heldB.close();
    }

    @Test
    void aModelThatIsLargerThanReckonedEvictsForTheRest() {
        testing.acquire(a).close();
        testing.pass(GUARD);
        TestingLoader swells = new TestingLoader("swells", 40).declaring(80);

        testing.acquire(swells).close();

        assertThat(pool.isLoaded(a)).isFalse();
        assertThat(pool.residentBytes()).isEqualTo(80);
        assertThat(swells.loads).hasValue(1);
    }

    @Test
    void aModelThatIsLargerThanReckonedIsClosedAndWaitsForTheRest() throws Exception {
        Lease<TestingLoader.Model> held = testing.acquire(a);
        TestingLoader swells = new TestingLoader("swells", 40).declaring(80);
        Future<Lease<TestingLoader.Model>> waiting = testing.queue(swells);
        await().until(() -> swells.closes.get() == 1 && pool.waiting() == 1);
        assertThat(pool.residentBytes()).isEqualTo(40);

        testing.pass(GUARD);
        held.close();

        get(waiting).close();
        assertThat(swells.loads).hasValue(2);
        assertThat(pool.residentBytes()).isEqualTo(80);
    }

    @Test
    void aModelThatTurnsOutNeverToFitFailsWithFigures() {
        TestingLoader swells = new TestingLoader("swells", 10).declaring(91);

        assertThatThrownBy(() -> testing.acquire(swells))
                .isExactlyInstanceOf(ModelException.class)
                .hasMessageStartingWith("model swells costs 91 bytes, 10 were reserved for its load");

        assertThat(swells.closes).hasValue(1);
        assertThat(pool.residentBytes()).isZero();
    }

    @Test
    void twoModelsAlternateInOneRoomForEver() throws Exception {
        try (TestingPool single = new TestingPool(TestingPool.config(1, 0))) {
            single.acquire(a).close();
            for (int turn = 0; turn < 20; turn++) {
                TestingLoader next = turn % 2 == 0 ? b : a;
                Future<Lease<TestingLoader.Model>> waiting = single.queue(next);
                assertThat(waiting).isNotDone();
                single.pass(GUARD);
                get(waiting).close();
            }
            assertThat(a.loads).hasValue(11);
            assertThat(b.loads).hasValue(10);
        }
    }

    @Test
    void isSharedInTheProcessAndClosedByTheLast() {
        Lease<ModelPool> first = ModelPool.shared(PoolConfig.of(1_000_000));
        Lease<ModelPool> second = ModelPool.shared(PoolConfig.of(1_000_000));
        assertThat(first.value()).isSameAs(second.value());
        second.value().acquire(a, Recorder.NONE).close();

        first.close();
        first.close();
        assertThat(a.closes).hasValue(0);

        second.close();
        assertThat(a.closes).hasValue(1);
        assertThatThrownBy(second::value).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPoolClosedTooEarlyTellsTheLeakAndClosesWhatNobodyUses() throws Exception {
        TestingPool leaking = new TestingPool(TestingPool.config(2, 10));
        Lease<TestingLoader.Model> lease = leaking.acquire(a);
        WorkingMemory working = leaking.pool.reserve(1, 1, Duration.ZERO);
        leaking.acquire(b).close();

        assertThatThrownBy(leaking::close)
                .hasMessage("the model pool was closed with leases out: model a (1), working memory (1 bytes)");

        assertThat(a.closes).hasValue(0);
        assertThat(b.closes).hasValue(1);
        assertThatThrownBy(() -> leaking.acquire(b)).hasMessage("the model pool is closed");
        lease.close();
        lease.close();
        working.close();
        assertThat(a.closes).hasValue(1);
        leaking.close();
    }

    private static <T> T get(Future<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(10, TimeUnit.SECONDS);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
