package io.knowstream.inference.decoder;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelLoader;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.inference.pool.Shared;
import io.knowstream.inference.pool.WorkingMemory;
import io.knowstream.metrics.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generates for a whole process with models of its pool, on threads of its own. Thread-safe.
 *
 * <p>Requests wait in one {@link TurnQueue}, whoever made them. A thread that begins a turn borrows the model and as much
 * working memory as the pool grants, and drives a {@link ContinuousBatch} until no request of the model waits or the turn
 * is over; then it gives both back, so that a pool with room for one model serves any number of them by turns. A request's
 * time begins when a thread takes it, not while it waits.
 *
 * <p>Where a model or its memory cannot be had, the requests that wait for it fail, so that whoever made them decides on
 * another attempt; one that can never be served fails alone. What a grammar throws fails its request, an {@link Error} those
 * beside it too. Threads end with the service and for no other reason.
 */
public final class DecoderService {

    private static final Logger LOG = LoggerFactory.getLogger(DecoderService.class);

    /** Sequences of one thread at a time: steps are of one sequence, so that more would only take more memory. */
    static final int SEQUENCES = 4;

    private static final int WINDOW = 32;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final Shared<PoolConfig, DecoderService> SHARED =
            new Shared<>(DecoderService::new, DecoderService::close);

    private final Lease<ModelPool> pool;
    private final TurnQueue<String, Waiting> queue = new TurnQueue<>(WINDOW);
    private final List<Thread> threads = new ArrayList<>();

    /**
     * What is to be generated.
     *
     * @param model with which
     * @param sharedPrefix the beginning that many prompts have; may be empty
     * @param prompt what comes after it
     * @param grammar what may be said; used by one thread of the service until the request is done
     * @param maxTokens the most tokens that the grammar can say
     * @param timeout from the moment that a thread takes the request
     */
    public record Request(
            ModelLoader<CausalLm> model,
            int[] sharedPrefix,
            int[] prompt,
            Grammar grammar,
            int maxTokens,
            Duration timeout) {

        private Generation beginning(long now) {
            return new Generation(sharedPrefix, prompt, grammar, maxTokens, now + timeout.toNanos());
        }

        private int tokens() {
            return Math.addExact(sharedPrefix.length + prompt.length, maxTokens);
        }
    }

    private record Waiting(Request request, CompletableFuture<int[]> said, Recorder recorder) {}

    private DecoderService(PoolConfig config) {
        this.pool = ModelPool.shared(config);
    }

    /** Borrows this process's service over the pool of a configuration; the last lease closes it. */
    public static Lease<DecoderService> shared(PoolConfig config) {
        return SHARED.lease(config);
    }

    /** Adds threads, which stay until the service is closed. */
    public synchronized void addThreads(int count) {
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(this::serve, "decoder " + threads.size());
            thread.start();
            threads.add(thread);
        }
    }

    /**
     * Puts a request in line.
     *
     * @return all tokens said, as {@link ContinuousBatch#submit}, which also says how it fails; cancelling it ends the
     *     request. Completed on a thread of the service: what follows must be short
     * @throws IllegalArgumentException if there is no prompt, or no token may be said
     */
    public CompletableFuture<int[]> submit(Request request, Recorder recorder) {
        request.beginning(0);
        Waiting waiting = new Waiting(request, new CompletableFuture<>(), recorder);
        queue.add(request.model().fingerprint(), waiting);
        return waiting.said();
    }

    private void serve() {
        while (true) {
            try {
                String model = queue.take();
                if (model == null) {
                    return;
                }
                serveOrFail(model);
            } catch (InterruptedException e) {
                // The service closes, which the queue says next; any other interrupt ends no more than the turn.
                LOG.debug("A turn was interrupted", e);
            }
        }
    }

    private void serveOrFail(String model) throws InterruptedException {
        try {
            serve(model);
        } catch (RuntimeException | Error e) {
            queue.drain(model).forEach(waiting -> waiting.said().completeExceptionally(e));
        } finally {
            queue.leave(model);
        }
    }

    private void serve(String name) throws InterruptedException {
        Waiting first = first(name);
        if (first == null) {
            return;
        }
        try (Lease<CausalLm> lease = pool.value().acquire(first.request().model(), PATIENCE, first.recorder())) {
            CausalLm model = lease.value();
            try (WorkingMemory memory = reserve(model, name, first)) {
                if (memory != null) {
                    takeTurn(name, model, memory.bytes() - model.stepBytes());
                }
            }
        }
    }

    /** The request that has waited longest and was not cancelled; null where there is none. */
    private Waiting first(String name) {
        Waiting first = queue.peek(name);
        while (first != null && first.said().isDone()) {
            queue.remove(name, first);
            first = queue.peek(name);
        }
        return first;
    }

    /** Memory for a request and more beside it; null where it can never be served, which fails it alone. */
    private WorkingMemory reserve(CausalLm model, String name, Waiting first) throws InterruptedException {
        try {
            first.request().beginning(0).requireFits(model);
            long least = bytes(model, first.request());
            long steps = model.stepBytes();
            return pool.value().reserve(least + steps, SEQUENCES * least + steps, PATIENCE);
        } catch (ModelUnavailableException e) {
            throw e;
        } catch (ModelException e) {
            queue.remove(name, first);
            first.said().completeExceptionally(e);
            return null;
        }
    }

    private void takeTurn(String name, CausalLm model, long memory) throws InterruptedException {
        try (Turn turn = new Turn(name, model, memory)) {
            turn.run();
        }
    }

    private static long bytes(CausalLm model, Request request) {
        return ContinuousBatch.cacheBytes(model, request.tokens(), request.sharedPrefix().length);
    }

    private void close() {
        List<Thread> working;
        synchronized (this) {
            working = List.copyOf(threads);
        }
        queue.close().forEach(waiting -> waiting.said()
                .completeExceptionally(new ModelUnavailableException("language models are not run any more")));
        boolean interrupted = false;
        for (Thread thread : working) {
            thread.interrupt();
        }
        for (Thread thread : working) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        pool.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One thread's turn on a model. */
    private final class Turn implements AutoCloseable {
        private final String name;
        private final CausalLm model;
        private final long memory;
        private final TurnRecords records = new TurnRecords();
        private final ContinuousBatch batch;
        /** Taken and not done; those who cancel take themselves out. */
        private final Set<Waiting> running = ConcurrentHashMap.newKeySet();

        Turn(String name, CausalLm model, long memory) {
            this.name = name;
            this.model = model;
            this.memory = memory;
            this.batch = new ContinuousBatch(
                    model,
                    BatchOptions.of(BatchOptions.Mode.PROPOSED, memory, SEQUENCES),
                    records.counters(),
                    System::nanoTime);
        }

        void run() throws InterruptedException {
            try {
                do {
                    fill();
                    while (!running.isEmpty() && !queue.isClosed()) {
                        long began = System.nanoTime();
                        batch.step();
                        records.stepped(System.nanoTime() - began);
                        fill();
                    }
                } while (queue.linger(name, this::suits, LINGER));
            } catch (RuntimeException | Error e) {
                if (running.isEmpty()) {
                    throw e;
                }
                running.forEach(waiting -> waiting.said().completeExceptionally(e));
            }
        }

        private void fill() {
            while (running.size() < SEQUENCES) {
                Waiting next = queue.next(name, this::suits);
                if (next == null) {
                    return;
                }
                if (!next.said().isDone()) {
                    begin(next);
                }
            }
        }

        private boolean suits(Waiting waiting) {
            return bytes(model, waiting.request()) <= memory;
        }

        private void begin(Waiting waiting) {
            records.begin(waiting.request().model().name(), waiting.recorder());
            running.add(waiting);
            CompletableFuture<int[]> said = batch.submit(waiting.request().beginning(System.nanoTime()));
            said.whenComplete((tokens, failure) -> {
                running.remove(waiting);
                if (failure == null) {
                    waiting.said().complete(tokens);
                } else {
                    waiting.said().completeExceptionally(failure);
                }
            });
            waiting.said().whenComplete((tokens, failure) -> said.cancel(false));
        }

        /** The batch fails what is not done, and frees its caches. */
        @Override
        public void close() {
            batch.close();
        }
    }
}
