package io.knowstream.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts queries by kind and by what is asked for, and keeps the latest of each kind so that they can be asked again. Safe
 * for use by many threads, which never wait; a query costs two counters, a reference and a look into a map.
 *
 * <p>Its memory is bounded: what is asked for seldom is forgotten first (W-TinyLFU, by Caffeine), and a query with a very
 * long text is counted but not kept.
 */
final class AccessCounter {

    /** Of ids and names; an id is bounded to 1 KiB where it is made. */
    private static final int MAX_SUBJECTS = 10_000;
    /** Characters of a query that is kept. */
    private static final int MAX_LENGTH = 10_000;

    private static final Comparator<AccessCounts.Subject> MOST = Comparator.comparingLong(AccessCounts.Subject::queries)
            .reversed()
            .thenComparing(AccessCounts.Subject::name);

    /** A ring of the latest queries of a kind. */
    private static final class Latest {
        private final AtomicReferenceArray<GraphQuery<?>> ring;
        private final AtomicLong kept = new AtomicLong();
        private final LongAdder counted = new LongAdder();

        Latest(int size) {
            ring = new AtomicReferenceArray<>(size);
        }

        void add(GraphQuery<?> query) {
            counted.increment();
            if (query.length() <= MAX_LENGTH) {
                ring.set((int) (kept.getAndIncrement() % ring.length()), query);
            }
        }

        List<GraphQuery<?>> oldestFirst() {
            List<GraphQuery<?>> queries = new ArrayList<>();
            long next = kept.get();
            for (int i = 0; i < ring.length(); i++) {
                GraphQuery<?> query = ring.get((int) ((next + i) % ring.length()));
                if (query != null) {
                    queries.add(query);
                }
            }
            return queries;
        }
    }

    private final Map<QueryKind, Latest> kinds = new EnumMap<>(QueryKind.class);
    private final Cache<String, LongAdder> subjects = Caffeine.newBuilder()
            .maximumSize(MAX_SUBJECTS)
            .executor(Runnable::run)
            .build();

    AccessCounter() {
        for (QueryKind kind : QueryKind.values()) {
            kinds.put(kind, new Latest(kind.sample()));
        }
    }

    /** Counts a query that was answered. */
    void count(GraphQuery<?> query) {
        kinds.get(query.kind()).add(query);
        if (query.length() <= MAX_LENGTH) {
            for (String subject : query.subjects()) {
                subjects.get(subject, name -> new LongAdder()).increment();
            }
        }
    }

    /** What was counted. */
    AccessCounts counts() {
        return counts(LongAdder::sum);
    }

    /** What was counted; from here on it is counted anew, and the latest queries stay. */
    AccessCounts take() {
        AccessCounts counts = counts(LongAdder::sumThenReset);
        subjects.invalidateAll();
        return counts;
    }

    private interface Reading {
        long of(LongAdder adder);
    }

    private AccessCounts counts(Reading reading) {
        List<AccessCounts.Subject> frequent = subjects.asMap().entrySet().stream()
                .map(entry -> new AccessCounts.Subject(
                        entry.getKey(), entry.getValue().sum()))
                .sorted(MOST)
                .limit(AccessCounts.FREQUENT)
                .toList();
        return new AccessCounts(
                reading.of(kinds.get(QueryKind.ENTITY).counted),
                reading.of(kinds.get(QueryKind.SEMANTIC).counted),
                reading.of(kinds.get(QueryKind.TRAVERSAL).counted),
                frequent);
    }

    /** The latest queries of a kind, the oldest first. */
    List<GraphQuery<?>> latest(QueryKind kind) {
        return kinds.get(kind).oldestFirst();
    }
}
