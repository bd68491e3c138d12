package io.knowstream.index;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Threads that each do one thing again and again until this is closed, which tells what failed. */
final class Repeatedly implements AutoCloseable {

    /** A turn may make copies, on processors that others use too. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    interface Act {
        void run() throws Exception;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();
    private final List<AtomicLong> turns = new ArrayList<>();
    private volatile boolean closed;

    void start(Act act) {
        AtomicLong turn = new AtomicLong();
        turns.add(turn);
        running.add(threads.submit(() -> {
            while (!closed) {
                act.run();
                turn.incrementAndGet();
            }
            return null;
        }));
    }

    /** Waits until each has done one thing more, or one has failed. */
    void turn() {
        List<Long> before = turns.stream().map(AtomicLong::get).toList();
        await().atMost(PATIENCE)
                .until(() -> running.stream().anyMatch(Future::isDone)
                        || IntStream.range(0, turns.size())
                                .allMatch(i -> turns.get(i).get() > before.get(i)));
    }

    @Override
    public void close() throws Exception {
        closed = true;
        try {
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
