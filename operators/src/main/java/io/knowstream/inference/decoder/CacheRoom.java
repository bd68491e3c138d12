package io.knowstream.inference.decoder;

import io.knowstream.inference.ModelException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The caches of one batch inside its allowance: places for sequences, given back caches kept for the next of the same size,
 * and the prefixes read before. What is only kept goes first when room is needed. Belongs to one thread.
 */
final class CacheRoom implements AutoCloseable {

    /** Sizes are rounded up, so that a cache serves sequences of nearly the same length. */
    private static final int GRAIN = 128;
    /** A step is filled up behind the last token. */
    private static final int SLACK = StepWidths.ANY.most();
    /** Of the allowance of a shared cache, what is left for prefixes. */
    private static final int PREFIX_SHARE = 8;

    private static final int PREFIXES = 4;

    private final CausalLm model;
    private final long allowance;
    private final boolean keepPrefixes;
    private final BitSet taken = new BitSet();
    private final int rows;
    private final InPlaceCache shared;
    private final Deque<Kept> free = new ArrayDeque<>();
    private final Map<Prefix, Kept> prefixes = new LinkedHashMap<>(16, 0.75f, true);
    private long used;

    /** A row of a cache, taken. */
    record Place(KvCache cache, int row, int capacity, long bytes) {}

    private record Kept(KvCache cache, int capacity, long bytes) {}

    private record Prefix(int[] tokens) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Prefix prefix && Arrays.equals(tokens, prefix.tokens);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(tokens);
        }
    }

    CacheRoom(CausalLm model, BatchOptions options) {
        this.model = model;
        this.allowance = options.cacheBytes();
        this.keepPrefixes = options.keepPrefixes();
        this.rows = options.sequences();
        if (options.mode() == BatchOptions.Mode.PLAIN && model.inPlace()) {
            long bytes = allowance - (keepPrefixes ? allowance / PREFIX_SHARE : 0);
            int height = model.batches().filled(rows);
            int capacity = (int) Math.min(model.contextLength() + SLACK, bytes / model.cacheBytes(height, 1));
            this.shared = capacity > SLACK ? (InPlaceCache) model.newCache(height, capacity) : null;
            if (shared == null) {
                throw new ModelException("the caches of " + height + " sequences of model " + model.name()
                        + " do not fit into " + allowance + " bytes");
            }
            this.used = model.cacheBytes(height, capacity);
        } else {
            this.shared = null;
        }
    }

    /** The cache whose rows are the sequences; null where each has its own. */
    InPlaceCache shared() {
        return shared;
    }

    /** The number of rows up to the last one taken. */
    int height() {
        return taken.length();
    }

    /** Whether the place of a sequence of this many tokens can ever be had. */
    void requireFits(int tokens) {
        if (shared != null ? tokens + SLACK > shared.capacity() : bytes(capacity(tokens)) > allowance) {
            throw new ModelException("a sequence of up to " + tokens + " tokens of model " + model.name() + " needs "
                    + bytes(capacity(tokens)) + " bytes of cache, of the allowance of " + allowance + " bytes for "
                    + rows + " sequences at most " + (shared != null ? bytes(shared.capacity()) : allowance)
                    + " are for one");
        }
    }

    /** A place for a sequence of this many tokens; null where none is free now. */
    Place take(int tokens) {
        int row = taken.nextClearBit(0);
        if (row >= rows) {
            return null;
        }
        if (shared != null) {
            taken.set(row);
            shared.truncate(row, 0);
            return new Place(shared, row, shared.capacity(), 0);
        }
        int capacity = capacity(tokens);
        for (Iterator<Kept> kept = free.iterator(); kept.hasNext(); ) {
            Kept cache = kept.next();
            if (cache.capacity == capacity) {
                kept.remove();
                taken.set(row);
                cache.cache.truncate(0, 0);
                return new Place(cache.cache, 0, capacity, cache.bytes);
            }
        }
        long bytes = bytes(capacity);
        if (!makeRoom(bytes)) {
            return null;
        }
        KvCache cache = model.newCache(1, capacity);
        used += bytes;
        taken.set(row);
        return new Place(cache, 0, capacity, bytes);
    }

    /** Gives a place back. */
    void give(Place place) {
        if (shared != null) {
            shared.truncate(place.row, 0);
            taken.clear(place.row);
            return;
        }
        taken.clear(taken.length() - 1);
        place.cache.truncate(0, 0);
        if (model.inPlace()) {
            free.addFirst(new Kept(place.cache, place.capacity, place.bytes));
        } else {
            place.cache.close();
            used -= place.bytes;
        }
    }

    /** Moves the last row taken to the first hole; the row's new place, or null where there is no hole below it. */
    Place moveDown(Place place) {
        int hole = taken.nextClearBit(0);
        if (hole > place.row) {
            return null;
        }
        shared.startWith(hole, shared, place.row, shared.length(place.row));
        shared.truncate(place.row, 0);
        taken.clear(place.row);
        taken.set(hole);
        return new Place(shared, hole, place.capacity, place.bytes);
    }

    /** Starts a place with a prefix that was read before; whether there is one. */
    boolean start(Place place, int[] prefix) {
        Kept kept = prefixes.get(new Prefix(prefix));
        if (kept == null) {
            return false;
        }
        place.cache.startWith(place.row, kept.cache, 0, prefix.length);
        return true;
    }

    /** Keeps the prefix that a place has just read, if there is room without taking it from a sequence. */
    void keep(Place place, int[] prefix) {
        int capacity = prefix.length;
        long bytes = bytes(capacity);
        if (!keepPrefixes || prefix.length == 0 || bytes > allowance / 2) {
            return;
        }
        if (prefixes.size() == PREFIXES) {
            dropPrefix();
        }
        if (makeRoom(bytes)) {
            KvCache cache = model.newCache(1, capacity);
            cache.startWith(0, place.cache, place.row, prefix.length);
            prefixes.put(new Prefix(prefix), new Kept(cache, capacity, bytes));
            used += bytes;
        }
    }

    private boolean makeRoom(long bytes) {
        while (used + bytes > allowance && !free.isEmpty()) {
            drop(free.removeLast());
        }
        while (used + bytes > allowance && !prefixes.isEmpty()) {
            dropPrefix();
        }
        return used + bytes <= allowance;
    }

    private void dropPrefix() {
        Iterator<Kept> oldest = prefixes.values().iterator();
        drop(oldest.next());
        oldest.remove();
    }

    private void drop(Kept kept) {
        kept.cache.close();
        used -= kept.bytes;
    }

    private static int capacity(int tokens) {
        return (tokens + SLACK + GRAIN - 1) / GRAIN * GRAIN;
    }

    private long bytes(int capacity) {
        return model.cacheBytes(1, capacity);
    }

    /** The bytes of a sequence of this many tokens, and of a prefix that is kept. */
    static long bytes(CausalLm model, int tokens, int prefix) {
        return model.cacheBytes(1, capacity(tokens)) + model.cacheBytes(1, prefix);
    }

    /** The bytes held now. */
    long used() {
        return used;
    }

    /** Frees everything; nothing may be taken. */
    @Override
    public void close() {
        free.forEach(this::drop);
        free.clear();
        prefixes.values().forEach(this::drop);
        prefixes.clear();
        if (shared != null) {
            shared.close();
        }
    }
}
