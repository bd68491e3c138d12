package io.knowstream.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.metrics.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many threads acquire, reserve, release, fail, time out and are interrupted. Forbidden outcomes:
 *
 * <ul>
 *   <li>over budget: by the pool's own figures at any moment, or by what is truly loaded;
 *   <li>over count: more unpinned models than allowed, loading and closing ones included;
 *   <li>a leased model is evicted: one in use was closed, or one closed is lent;
 *   <li>two loads of one model at once, or a second one while the first is not closed;
 *   <li>a lost waiter: a caller that does not come back, or any still in line when all have;
 *   <li>a pinned model is evicted;
 *   <li>an unpinned model survives its idle timeout;
 *   <li>a leak at close: a lease, working memory, or a model that was loaded and not closed.
 * </ul>
 */
class ModelPoolStressTest {

    private static final long BUDGET = 1_000;
    private static final long WORKING = 100;
    private static final int MAX_MODELS = 3;
    private static final int THREADS = 12;
    private static final int ROUNDS = 1_500;
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicLong trulyLoaded = new AtomicLong();
    private final AtomicInteger trulyUnpinned = new AtomicInteger();
    private final AtomicLong nativeBytes = new AtomicLong(5_000);
    private final AtomicLong free = new AtomicLong();

    /** A model that notices whoever treats it wrongly. */
    private final class Model implements LoadedModel {
        private final Loader loader;
        private final AtomicInteger users = new AtomicInteger();
        private volatile boolean closed;

        Model(Loader loader) {
            this.loader = loader;
        }

        void use(int spins) {
            users.incrementAndGet();
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
            forbid(closed, "a closed model is lent: " + loader.name);
            users.decrementAndGet();
        }

        @Override
        public long residentBytes() {
            return loader.bytes;
        }

        @Override
        public void close() {
            forbid(users.get() > 0, "a model in use is closed: " + loader.name);
            forbid(closed, "a model is closed twice: " + loader.name);
            closed = true;
            loader.forget();
            long left = loader.bytes / 10;
            nativeBytes.addAndGet(left - loader.bytes);
            free.addAndGet(left);
        }
    }

    private final class Loader implements ModelLoader<Model> {
        final String name;
        final long bytes;
        final boolean pinned;
        private final double failing;
        private final AtomicInteger open = new AtomicInteger();
        private final Random random;

        Loader(String name, long bytes, boolean pinned, double failing, long seed) {
            this.name = name;
            this.bytes = bytes;
            this.pinned = pinned;
            this.failing = failing;
            this.random = new Random(seed);
        }

        void forget() {
            open.decrementAndGet();
            trulyLoaded.addAndGet(-bytes);
            if (!pinned) {
                trulyUnpinned.decrementAndGet();
            }
        }

        @Override
        public Model load() {
            forbid(open.incrementAndGet() > 1, "two loads of " + name);
            forbid(trulyLoaded.addAndGet(bytes) > BUDGET - WORKING, "models take more than their part");
            if (!pinned) {
                forbid(trulyUnpinned.incrementAndGet() > MAX_MODELS, "too many models");
            }
            for (int i = 0; i < 2_000; i++) {
                Thread.onSpinWait();
            }
            boolean fails;
            synchronized (random) {
                fails = random.nextDouble() < failing;
            }
            if (fails) {
                forget();
                throw new ModelException("fails now and then");
            }
            nativeBytes.addAndGet(bytes);
            return new Model(this);
        }

        @Override
        public Class<Model> type() {
            return Model.class;
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
        public boolean pinned() {
            return pinned;
        }
    }

    private final class Memory implements NativeMemory {
        private final boolean measured;

        Memory(boolean measured) {
            this.measured = measured;
        }

        @Override
        public boolean isMeasured() {
            return measured;
        }

        @Override
        public long residentBytes() {
            return measured ? nativeBytes.get() : 0;
        }

        @Override
        public void trim() {
            // Every other page that was left behind comes back.
            long back = free.get() / 2;
            free.addAndGet(-back);
            nativeBytes.addAndGet(-back);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(120)
    void nothingForbiddenHappens(boolean measured) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed of ModelPoolStressTest: " + seed);
        ExecutorService background = Executors.newSingleThreadExecutor();
        AtomicLong skipped = new AtomicLong();
        long origin = System.nanoTime();
        // What is remembered for seconds is forgotten in milliseconds: the pool's clock runs a thousand times faster.
        ModelPool pool = new ModelPool(
                new PoolConfig(BUDGET, MAX_MODELS, IDLE, WORKING, Duration.ofMillis(200), null),
                () -> (System.nanoTime() - origin) * 1_000 + skipped.get(),
                new Memory(measured),
                background);
        Loader pinned = new Loader("pinned", 100, true, 0, seed);
        List<Loader> loaders = new ArrayList<>(List.of(pinned));
        for (int i = 0; i < 6; i++) {
            loaders.add(new Loader("m" + i, 150 + 50 * i, false, i == 5 ? 0.3 : 0.02, seed + i));
        }
        pool.acquire(pinned, Recorder.NONE).close();

        AtomicBoolean done = new AtomicBoolean();
        ExecutorService executor = Executors.newFixedThreadPool(THREADS + 1);
        Future<?> checker = executor.submit(() -> check(pool, pinned, done));
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + 31 * i);
            callers.add(executor.submit(() -> {
                start.await();
                return call(pool, loaders, random);
            }));
        }
        start.countDown();

        int served = 0;
        for (Future<Integer> caller : callers) {
            served += caller.get(60, TimeUnit.SECONDS);
        }
        done.set(true);
        checker.get(10, TimeUnit.SECONDS);
        executor.shutdown();
        background.submit(() -> {}).get(10, TimeUnit.SECONDS);

        assertThat(violations).isEmpty();
        assertThat(served).as("calls that were served").isGreaterThan(THREADS * ROUNDS / 4);
        assertThat(pool.waiting()).as("lost waiters").isZero();
        assertThat(pool.workingBytes()).isZero();
        assertThat(pool.loadedModels()).allMatch(model -> model.leases() == 0 && !model.wanted());
        skipped.addAndGet(IDLE.toNanos());
        pool.sweep();
        assertThat(pool.loadedModels()).as("survivors of the idle timeout").allMatch(PooledModel::pinned);
        pool.close();
        background.shutdown();
        assertThat(trulyLoaded).as("bytes never freed").hasValue(0);
        assertThat(violations).isEmpty();
    }

    private int call(ModelPool pool, List<Loader> loaders, Random random) {
        int served = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Loader loader = loaders.get(random.nextInt(loaders.size()));
            Duration timeout = Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(50) : 60_000);
            if (random.nextInt(50) == 0) {
                Thread.currentThread().interrupt();
            }
            try (Lease<Model> lease = pool.acquire(loader, timeout, Recorder.NONE)) {
                lease.value().use(random.nextInt(1_000));
                if (random.nextInt(3) == 0) {
                    // A third of these want more than the part that is kept for them.
                    long min = random.nextInt((int) (WORKING * 3 / 2));
                    try (WorkingMemory working = pool.reserve(min, min * 2, Duration.ofMillis(5_000))) {
                        forbid(working.bytes() < min || working.bytes() > min * 2, "granted " + working.bytes());
                        lease.value().use(random.nextInt(1_000));
                    }
                }
                served++;
            } catch (InterruptedException e) {
                // As was asked for: the flag is cleared, and the next round begins.
                forbid(Thread.currentThread().isInterrupted(), "interrupted twice");
            } catch (ModelUnavailableException e) {
                forbid(!e.getMessage().contains("not to be had within"), e.getMessage());
            } catch (ModelException e) {
                forbid(!e.getMessage().contains("fails now and then"), e.getMessage());
            } finally {
                Thread.interrupted();
            }
        }
        return served;
    }

    private void check(ModelPool pool, Loader pinned, AtomicBoolean done) {
        for (int i = 0; !done.get(); i++) {
            PoolUsage usage = pool.usage();
            forbid(usage.usedBytes() > BUDGET, "over budget: " + usage);
            forbid(usage.modelBytes() + usage.residueBytes() > BUDGET - WORKING, "models over their part: " + usage);
            forbid(usage.models() > MAX_MODELS, "over count: " + usage);
            forbid(!pool.isLoaded(pinned), "a pinned model is evicted");
            if (i % 1_000 == 0) {
                pool.sweep();
            }
            Thread.onSpinWait();
        }
    }

    private void forbid(boolean happened, String what) {
        if (happened) {
            violations.add(what);
        }
    }
}
