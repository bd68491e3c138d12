package io.knowstream.inference.pool;

import io.knowstream.inference.ModelException;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.Recorder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Lends models, each loaded once, inside a budget of bytes. Thread-safe.
 *
 * <p>The pool knows nothing of what a model is: the loader is handed in. Room is reserved before a load begins and
 * corrected to what the model says it takes after it. A load never runs under the pool's lock; who asks for a model
 * that is being loaded waits for that load alone, and shares its failure. A model stays loaded until the pool is
 * closed, which is when the last of its users in the process gives it back.
 */
public final class ModelPool {

    private static final Shared<Long, ModelPool> SHARED = new Shared<>(ModelPool::new, ModelPool::close);

    private final long budgetBytes;
    /** Guards everything below. */
    private final Object lock = new Object();

    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private long charged;
    private boolean closed;

    ModelPool(long budgetBytes) {
        if (budgetBytes <= 0) {
            throw new IllegalArgumentException("models.budget must be positive (got " + budgetBytes + ")");
        }
        this.budgetBytes = budgetBytes;
    }

    /** Borrows this process's pool with this budget; the last lease closes it. */
    public static Lease<ModelPool> shared(long budgetBytes) {
        return SHARED.lease(budgetBytes);
    }

    /**
     * Borrows a model, loading it if it is not loaded.
     *
     * @throws ModelException if it does not fit into the budget or cannot be loaded
     */
    public <M extends LoadedModel> Lease<M> lease(ModelLoader<M> loader, Recorder recorder) {
        Key key = new Key(loader.type(), loader.fingerprint());
        Entry entry;
        boolean load = false;
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the model pool is closed");
            }
            entry = entries.get(key);
            if (entry == null) {
                entry = new Entry(loader.name(), loader.estimatedBytes());
                reserve(entry.name, entry.bytes);
                entries.put(key, entry);
                load = true;
            }
            entry.leases++;
        }
        recorder.count(load ? Metric.MODEL_CACHE_MISSES : Metric.MODEL_CACHE_HITS);
        if (load) {
            load(key, entry, loader);
        }
        Entry held = entry;
        return new Lease<>(loader.type().cast(await(held)), () -> release(held));
    }

    /** The bytes that models are charged with, loading ones included. */
    public long residentBytes() {
        synchronized (lock) {
            return charged;
        }
    }

    /** The bytes that models may be charged with. */
    public long budgetBytes() {
        return budgetBytes;
    }

    private void load(Key key, Entry entry, ModelLoader<?> loader) {
        LoadedModel model = null;
        try {
            model = loader.load();
            synchronized (lock) {
                charged -= entry.bytes;
                entry.bytes = 0;
                reserve(entry.name, model.residentBytes());
                entry.bytes = model.residentBytes();
            }
            entry.model.complete(model);
        } catch (RuntimeException | Error e) {
            synchronized (lock) {
                charged -= entry.bytes;
                entries.remove(key);
            }
            if (model != null) {
                model.close();
            }
            entry.model.completeExceptionally(e);
        }
    }

    private void reserve(String name, long bytes) {
        if (bytes > budgetBytes - charged) {
            throw new ModelException("model " + name + " needs " + bytes + " bytes, of the budget of " + budgetBytes
                    + " (models.budget) " + (budgetBytes - charged) + " are free; held by " + held());
        }
        charged += bytes;
    }

    private List<String> held() {
        List<String> held = new ArrayList<>();
        entries.values().forEach(entry -> held.add(entry.name + ": " + entry.bytes));
        return held;
    }

    private static LoadedModel await(Entry entry) {
        try {
            return entry.model.join();
        } catch (CompletionException e) {
            throw new ModelException(
                    "model " + entry.name + " could not be loaded: "
                            + e.getCause().getMessage(),
                    e.getCause());
        }
    }

    private void release(Entry entry) {
        synchronized (lock) {
            entry.leases--;
        }
    }

    /**
     * Closes every model.
     *
     * @throws IllegalStateException if a model is still leased; nothing is closed then, as something may run in it
     */
    void close() {
        List<Entry> unused;
        synchronized (lock) {
            for (Entry entry : entries.values()) {
                if (entry.leases > 0) {
                    throw new IllegalStateException(
                            "model " + entry.name + " has " + entry.leases + " leases that were not closed");
                }
            }
            closed = true;
            unused = new ArrayList<>(entries.values());
            entries.clear();
            charged = 0;
        }
        unused.forEach(entry -> entry.model.join().close());
    }

    private record Key(Class<?> type, String fingerprint) {}

    private static final class Entry {
        final String name;
        final CompletableFuture<LoadedModel> model = new CompletableFuture<>();
        long bytes;
        int leases;

        Entry(String name, long bytes) {
            this.name = name;
            this.bytes = bytes;
        }
    }
}
