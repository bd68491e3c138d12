package io.knowstream.inference.pool;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Values that all users in a process share: made by the first who asks for a key, disposed of by the last who gives it
 * back. Thread-safe; disposal runs outside the lock.
 */
public final class Shared<K, V> {

    private final Function<K, V> create;
    private final Consumer<V> dispose;
    private final Map<K, Counted<V>> values = new HashMap<>();

    /**
     * @param create makes the value of a key; quick, as it runs under the lock
     * @param dispose takes a value that has no user any more
     */
    public Shared(Function<K, V> create, Consumer<V> dispose) {
        this.create = create;
        this.dispose = dispose;
    }

    /** Borrows the value of a key. */
    public Lease<V> lease(K key) {
        Counted<V> counted;
        synchronized (values) {
            counted = values.computeIfAbsent(key, k -> new Counted<>(create.apply(k)));
            counted.users++;
        }
        return new Lease<>(counted.value, () -> release(key));
    }

    private void release(K key) {
        V unused = null;
        synchronized (values) {
            Counted<V> counted = values.get(key);
            if (--counted.users == 0) {
                values.remove(key);
                unused = counted.value;
            }
        }
        if (unused != null) {
            dispose.accept(unused);
        }
    }

    private static final class Counted<V> {
        final V value;
        int users;

        Counted(V value) {
            this.value = value;
        }
    }
}
