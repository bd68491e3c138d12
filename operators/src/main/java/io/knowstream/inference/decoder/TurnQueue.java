package io.knowstream.inference.decoder;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Requests that wait for their models, and whose turn it is. Thread-safe.
 *
 * <p>Several threads serve; each takes a turn on one model and serves requests of that model alone until the turn ends. A
 * model that another thread has its turn on is joined rather than left: its weights are in memory. Where other models
 * wait, a turn ends after a window of requests, so that models which share one place in memory alternate, each for long
 * enough to be worth its load; where none waits it goes on.
 *
 * @param <M> what tells models apart
 * @param <R> a request
 */
final class TurnQueue<M, R> {

    private final int window;
    private final Map<M, Line<R>> lines = new LinkedHashMap<>();
    private long arrivals;
    private boolean closed;

    private record Waiting<R>(long arrival, R request) {}

    private static final class Line<R> {
        final Deque<Waiting<R>> waiting = new ArrayDeque<>();
        /** Threads that have their turn here. */
        int threads;
        /** Requests served since the turn began, by all of them. */
        int served;
    }

    /** @param window requests of a turn while other models wait, at least 1 */
    TurnQueue(int window) {
        this.window = window;
    }

    /** Puts a request at the end of its model's line. */
    synchronized void add(M model, R request) {
        if (closed) {
            throw new IllegalStateException("no requests are served any more");
        }
        lines.computeIfAbsent(model, m -> new Line<>()).waiting.add(new Waiting<>(arrivals++, request));
        notifyAll();
    }

    /**
     * Begins a turn, as soon as a request waits.
     *
     * @return the model; null when the queue is closed
     */
    synchronized M take() throws InterruptedException {
        while (!closed) {
            M model = choose();
            if (model != null) {
                lines.get(model).threads++;
                return model;
            }
            wait();
        }
        return null;
    }

    /** A model that is served and may go on; else, of those that nobody serves, the one whose first request waits longest. */
    private M choose() {
        M longest = null;
        for (Map.Entry<M, Line<R>> entry : lines.entrySet()) {
            Line<R> line = entry.getValue();
            if (line.waiting.isEmpty()) {
                continue;
            }
            if (line.threads > 0) {
                if (mayGoOn(line)) {
                    return entry.getKey();
                }
            } else if (longest == null || first(line) < first(lines.get(longest))) {
                longest = entry.getKey();
            }
        }
        return longest;
    }

    private static <R> long first(Line<R> line) {
        return line.waiting.peek().arrival();
    }

    private boolean mayGoOn(Line<R> line) {
        return line.served < window || lines.values().stream().allMatch(l -> l == line || l.waiting.isEmpty());
    }

    /**
     * The next request of the turn; null where none waits, the turn is over, or what comes next is none for this thread.
     *
     * @param suits whether the thread can serve a request; it goes no further than the first that it cannot
     */
    synchronized R next(M model, Predicate<R> suits) {
        Line<R> line = lines.get(model);
        if (!mayServe(line, suits)) {
            return null;
        }
        line.served++;
        return line.waiting.poll().request();
    }

    /** The request of a model that has waited longest; null where none waits. */
    synchronized R peek(M model) {
        Waiting<R> first = lines.get(model).waiting.peek();
        return first == null ? null : first.request();
    }

    /** Takes out a request that waits for a model; whether it did. */
    synchronized boolean remove(M model, R request) {
        return lines.get(model).waiting.removeIf(waiting -> waiting.request() == request);
    }

    /**
     * Stays on a model, for which no request waits, until one comes: what the thread holds for it need not be made again.
     *
     * @param suits whether the thread can serve a request
     * @return whether the turn goes on; false where the next request is none for this thread, where a model waits that no
     *     thread has served yet, where the turn or the time is over, or at the close
     */
    synchronized boolean linger(M model, Predicate<R> suits, Duration atMost) throws InterruptedException {
        Line<R> line = lines.get(model);
        long end = System.nanoTime() + atMost.toNanos();
        while (!closed && line.waiting.isEmpty() && !othersWait(model)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return mayServe(line, suits);
    }

    private boolean mayServe(Line<R> line, Predicate<R> suits) {
        return !closed
                && !line.waiting.isEmpty()
                && mayGoOn(line)
                && suits.test(line.waiting.peek().request());
    }

    /** A thread that has only begun its turn there may wait for the place in memory that this model takes. */
    private boolean othersWait(M model) {
        return lines.entrySet().stream()
                .anyMatch(entry -> !entry.getKey().equals(model)
                        && entry.getValue().served == 0
                        && !entry.getValue().waiting.isEmpty());
    }

    /** Ends a thread's turn; the model's turn ends with its last thread's. */
    synchronized void leave(M model) {
        Line<R> line = lines.get(model);
        if (--line.threads == 0) {
            line.served = 0;
            if (line.waiting.isEmpty()) {
                lines.remove(model);
            }
        }
        notifyAll();
    }

    /** Takes out all requests that wait for a model. */
    synchronized List<R> drain(M model) {
        return drain(lines.get(model));
    }

    private static <R> List<R> drain(Line<R> line) {
        List<R> requests = line.waiting.stream().map(Waiting::request).toList();
        line.waiting.clear();
        return requests;
    }

    /** Lets every thread go; what still waits is given back. */
    synchronized List<R> close() {
        closed = true;
        notifyAll();
        List<R> left = new ArrayList<>();
        lines.values().forEach(line -> left.addAll(drain(line)));
        return left;
    }

    /** Whether every thread is to go. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** How many requests wait. */
    synchronized int size() {
        return lines.values().stream().mapToInt(line -> line.waiting.size()).sum();
    }
}
