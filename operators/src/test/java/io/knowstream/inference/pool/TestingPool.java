package io.knowstream.inference.pool;

import static org.awaitility.Awaitility.await;

import io.knowstream.metrics.Recorder;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** A pool whose clock, background and native memory a test holds in its hands. */
final class TestingPool implements AutoCloseable {

    static final Duration LONG = Duration.ofDays(1);

    final ModelPool pool;
    final AtomicLong nanos = new AtomicLong();
    final Memory memory;
    private final Queue<Runnable> background = new ConcurrentLinkedQueue<>();
    private final ExecutorService callers = Executors.newCachedThreadPool();

    /** Native memory that grows and shrinks as the test says. */
    static final class Memory implements NativeMemory {
        final AtomicLong bytes = new AtomicLong(1_000);
        /** What the next trim gives back. */
        final AtomicLong free = new AtomicLong();

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
            return measured ? bytes.get() : 0;
        }

        @Override
        public void trim() {
            bytes.addAndGet(-free.getAndSet(0));
        }
    }

    TestingPool(PoolConfig config) {
        this(config, false);
    }

    TestingPool(PoolConfig config, boolean measured) {
        this.memory = new Memory(measured);
        this.pool = new ModelPool(config, nanos::get, memory, background::add);
    }

    /** A configuration of a budget of 100 bytes. */
    static PoolConfig config(int maxModels, long workingBytes) {
        return new PoolConfig(100, maxModels, Duration.ofSeconds(60), workingBytes, Duration.ofSeconds(5), null);
    }

    Lease<TestingLoader.Model> acquire(TestingLoader loader) {
        return pool.acquire(loader, Recorder.NONE);
    }

    /** Acquires in a thread of its own, and returns when that got it or stands in line. */
    Future<Lease<TestingLoader.Model>> queue(TestingLoader loader) {
        return queue(loader, LONG);
    }

    Future<Lease<TestingLoader.Model>> queue(TestingLoader loader, Duration timeout) {
        return inLine(() -> pool.acquire(loader, timeout, Recorder.NONE));
    }

    Future<WorkingMemory> reserve(long min, long wanted) {
        return inLine(() -> pool.reserve(min, wanted, LONG));
    }

    private <T> Future<T> inLine(Callable<T> call) {
        int waiting = pool.waiting();
        Future<T> future = callers.submit(call);
        await().until(() -> future.isDone() || pool.waiting() > waiting);
        return future;
    }

    <T> Future<T> submit(Callable<T> call) {
        return callers.submit(call);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        pool.clockMoved();
    }

    /** Does what the pool left to its own thread. */
    void runBackground() {
        for (Runnable task = background.poll(); task != null; task = background.poll()) {
            task.run();
        }
    }

    @Override
    public void close() {
        callers.shutdownNow();
        pool.close();
    }
}
