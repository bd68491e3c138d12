package io.knowstream.index;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the median over the queries of the least time that each took in some rounds. Both sides are asked in turns, so that
 * whatever else the machine does weighs on both alike, and without Lucene's cache of filters, which knows the queries that the
 * published index has been asked before.
 */
final class TimedReplay implements Replay {

    private static final int ROUNDS = 3;
    private static final double NANOS_A_MICRO = 1_000;

    @Override
    public Timing time(List<GraphQuery<?>> queries, Side before, Side after) throws IOException {
        long[] beforeNanos = new long[queries.size()];
        long[] afterNanos = new long[queries.size()];
        Arrays.fill(beforeNanos, Long.MAX_VALUE);
        Arrays.fill(afterNanos, Long.MAX_VALUE);
        for (int round = 0; round < ROUNDS; round++) {
            IndexSnapshot one = before.open();
            try {
                IndexSnapshot other = after.open();
                try {
                    one.withoutQueryCache();
                    other.withoutQueryCache();
                    for (int i = 0; i < queries.size(); i++) {
                        GraphQuery<?> query = queries.get(i);
                        // Who comes second may find in the processor's caches what the first has brought.
                        if ((i + round) % 2 == 0) {
                            beforeNanos[i] = Math.min(beforeNanos[i], nanos(query, one));
                            afterNanos[i] = Math.min(afterNanos[i], nanos(query, other));
                        } else {
                            afterNanos[i] = Math.min(afterNanos[i], nanos(query, other));
                            beforeNanos[i] = Math.min(beforeNanos[i], nanos(query, one));
                        }
                    }
                } finally {
                    other.release();
                }
            } finally {
                one.release();
            }
        }
        return new Timing(queries.size(), medianMicros(beforeNanos), medianMicros(afterNanos));
    }

    private static long nanos(GraphQuery<?> query, IndexSnapshot at) throws IOException {
        long start = System.nanoTime();
        at.answer(query);
        return System.nanoTime() - start;
    }

    private static double medianMicros(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / NANOS_A_MICRO;
    }
}
