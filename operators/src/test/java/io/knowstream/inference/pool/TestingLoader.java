package io.knowstream.inference.pool;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Loads a model that is nothing but its size, as the test says, and counts. */
final class TestingLoader implements ModelLoader<TestingLoader.Model> {

    final AtomicInteger loads = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    private final String name;
    private final long estimate;
    private long bytes;
    private boolean pinned;
    private Runnable onLoad = () -> {};
    private Runnable onClose = () -> {};

    /** A model that declares what it is. */
    final class Model implements LoadedModel {
        @Override
        public long residentBytes() {
            return bytes;
        }

        @Override
        public void close() {
            closes.incrementAndGet();
            onClose.run();
        }
    }

    TestingLoader(String name, long bytes) {
        this.name = name;
        this.estimate = bytes;
        this.bytes = bytes;
    }

    TestingLoader declaring(long residentBytes) {
        this.bytes = residentBytes;
        return this;
    }

    TestingLoader pin() {
        this.pinned = true;
        return this;
    }

    TestingLoader onLoad(Runnable action) {
        this.onLoad = action;
        return this;
    }

    TestingLoader onClose(Runnable action) {
        this.onClose = action;
        return this;
    }

    /** The load waits for the latch. */
    TestingLoader blockedBy(CountDownLatch latch) {
        return onLoad(() -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    TestingLoader failing(Supplier<RuntimeException> failure) {
        return onLoad(() -> {
            throw failure.get();
        });
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
        return estimate;
    }

    @Override
    public boolean pinned() {
        return pinned;
    }

    @Override
    public Model load() {
        loads.incrementAndGet();
        onLoad.run();
        return new Model();
    }
}
