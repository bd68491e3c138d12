package io.knowstream.extraction;

import io.knowstream.graph.ChunkTask;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.NoOpRecorder;
import io.knowstream.metrics.StageClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Runs the models over chunks with nothing around them: what the whole job is measured against. */
public final class BareModels {

    private BareModels() {}

    /**
     * What was done in what time, loading not included.
     *
     * @param tokens tokens of the chunks, each counted once
     * @param elapsed wall time
     */
    public record Throughput(long tokens, Duration elapsed) {

        /** Tokens a second. */
        public double tokensPerSecond() {
            return tokens * 1e9 / elapsed.toNanos();
        }
    }

    /**
     * Extracts chunks on {@code threads} threads, without a cache.
     *
     * @throws io.knowstream.inference.ModelException if a model fails
     */
    public static Throughput run(
            List<ChunkTask> chunks, ExtractionConfig config, InferenceConfig inference, int threads)
            throws InterruptedException {
        TokenCount tokens = new TokenCount();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (ExtractionModels models = new ExtractionModels(config, inference, tokens)) {
            AtomicInteger next = new AtomicInteger();
            List<Callable<Void>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Extractor extractor = models.newExtractor();
                workers.add(() -> {
                    for (int chunk = next.getAndIncrement(); chunk < chunks.size(); chunk = next.getAndIncrement()) {
                        extractor.extract(
                                chunks.get(chunk).text(), chunks.get(chunk).context(), StageClock.OFF);
                    }
                    return null;
                });
            }
            long start = System.nanoTime();
            for (Future<Void> worker : executor.invokeAll(workers)) {
                worker.get();
            }
            return new Throughput(tokens.sum.sum(), Duration.ofNanos(System.nanoTime() - start));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the models failed: " + e.getCause().getMessage(), e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private static final class TokenCount extends NoOpRecorder {
        private final LongAdder sum = new LongAdder();

        @Override
        public void add(Metric counter, String labelValue, long count) {
            if (counter == Metric.TOKENS) {
                sum.add(count);
            }
        }
    }
}
