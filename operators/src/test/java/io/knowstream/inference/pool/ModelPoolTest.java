package io.knowstream.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.ModelException;
import io.knowstream.metrics.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ModelPoolTest {

    private final TestingLoader loader = new TestingLoader("small", 40);

    @Test
    void loadsOnceForAllWhoAskAtTheSameTime() throws Exception {
        ModelPool pool = new ModelPool(100);
        int threads = 16;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Future<Lease<TestingModel>>> leases = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            leases.add(executor.submit((Callable<Lease<TestingModel>>) () -> {
                start.await();
                return pool.lease(loader, Recorder.NONE);
            }));
        }

        start.countDown();

        for (Future<Lease<TestingModel>> lease : leases) {
            lease.get(10, TimeUnit.SECONDS).close();
        }
        executor.shutdown();
        assertThat(loader.loads).hasValue(1);
        assertThat(pool.residentBytes()).isEqualTo(40);
        pool.close();
        assertThat(loader.closes).hasValue(1);
    }

    @Test
    void aSlowLoadDelaysNoOtherModel() throws Exception {
        ModelPool pool = new ModelPool(100);
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch loading = new CountDownLatch(1);
        TestingLoader blocked = new TestingLoader("slow", 10) {
            @Override
            public TestingModel load() {
                loading.countDown();
                awaitUninterruptibly(slow);
                return super.load();
            }
        };
        ExecutorService executor = Executors.newSingleThreadExecutor();
        Future<Lease<TestingModel>> waiting = executor.submit(() -> pool.lease(blocked, Recorder.NONE));
        loading.await();

        try (Lease<TestingModel> other = pool.lease(loader, Recorder.NONE)) {
            assertThat(other.value()).isNotNull();
            assertThat(waiting).isNotDone();
        }

        slow.countDown();
        waiting.get(10, TimeUnit.SECONDS).close();
        executor.shutdown();
        pool.close();
    }

    @Test
    void refusesWhatDoesNotFitAndSaysWhatHoldsTheRoom() {
        ModelPool pool = new ModelPool(100);
        Lease<TestingModel> held = pool.lease(loader, Recorder.NONE);

        assertThatThrownBy(() -> pool.lease(new TestingLoader("large", 61), Recorder.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessage("model large needs 61 bytes, of the budget of 100 (models.budget) 60 are free; held by"
                        + " [small: 40]");

        assertThat(pool.residentBytes()).isEqualTo(40);
        held.close();
        pool.close();
    }

    @Test
    void chargesWhatALoadedModelReallyTakes() {
        ModelPool pool = new ModelPool(100);
        TestingLoader underestimated = new TestingLoader("swells", 200) {
            @Override
            public long estimatedBytes() {
                return 10;
            }
        };

        assertThatThrownBy(() -> pool.lease(underestimated, Recorder.NONE)).hasMessageContaining("needs 200 bytes");

        assertThat(underestimated.closes).hasValue(1);
        assertThat(pool.residentBytes()).isZero();
        pool.close();
    }

    @Test
    void aFailedLoadFreesItsRoomAndCanBeTriedAgain() {
        ModelPool pool = new ModelPool(50);
        AtomicInteger attempts = new AtomicInteger();
        TestingLoader flaky = new TestingLoader("flaky", 40) {
            @Override
            public TestingModel load() {
                if (attempts.getAndIncrement() == 0) {
                    throw new ModelException("truncated file");
                }
                return super.load();
            }
        };

        assertThatThrownBy(() -> pool.lease(flaky, Recorder.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessage("model flaky could not be loaded: truncated file");
        assertThat(pool.residentBytes()).isZero();

        pool.lease(flaky, Recorder.NONE).close();
        pool.close();
    }

    @Test
    void isSharedInTheProcessAndClosedByTheLast() {
        Lease<ModelPool> first = ModelPool.shared(1_000);
        Lease<ModelPool> second = ModelPool.shared(1_000);
        assertThat(first.value()).isSameAs(second.value());
        second.value().lease(loader, Recorder.NONE).close();

        first.close();
        first.close();
        assertThat(loader.closes).hasValue(0);

        second.close();
        assertThat(loader.closes).hasValue(1);
        assertThatThrownBy(second::value).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void doesNotCloseAModelInUse() {
        ModelPool pool = new ModelPool(100);
        Lease<TestingModel> lease = pool.lease(loader, Recorder.NONE);

        assertThatThrownBy(pool::close).hasMessage("model small has 1 leases that were not closed");

        assertThat(loader.closes).hasValue(0);
        lease.close();
        lease.close();
        pool.close();
        assertThat(loader.closes).hasValue(1);
    }

    @Test
    void refusesABudgetOfNothing() {
        assertThatThrownBy(() -> new ModelPool(0)).hasMessage("models.budget must be positive (got 0)");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private record TestingModel(long residentBytes, AtomicInteger closes) implements LoadedModel {
        @Override
        public void close() {
            closes.incrementAndGet();
        }
    }

    private static class TestingLoader implements ModelLoader<TestingModel> {
        final AtomicInteger loads = new AtomicInteger();
        final AtomicInteger closes = new AtomicInteger();
        private final String name;
        private final long bytes;

        TestingLoader(String name, long bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        @Override
        public Class<TestingModel> type() {
            return TestingModel.class;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String fingerprint() {
            return name;
        }

        @Override
        public long estimatedBytes() {
            return bytes;
        }

        @Override
        public TestingModel load() {
            loads.incrementAndGet();
            return new TestingModel(bytes, closes);
        }
    }
}
