package io.knowstream.inference.pool;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Something borrowed, given back by closing; closing twice is harmless. Thread-safe. */
public final class Lease<T> implements AutoCloseable {

    private final T value;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    Lease(T value, Runnable release) {
        this.value = value;
        this.release = release;
    }

    /** What is borrowed; must not be used once the lease is closed. */
    public T value() {
        if (closed.get()) {
            throw new IllegalStateException("the lease of " + value + " is closed");
        }
        return value;
    }

    /** The same lease, of what {@code part} gives of the value. */
    public <P> Lease<P> map(Function<T, P> part) {
        return new Lease<>(part.apply(value), this::close);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
