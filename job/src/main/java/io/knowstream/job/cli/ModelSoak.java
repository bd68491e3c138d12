package io.knowstream.job.cli;

import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.inference.decoder.BatchOptions;
import io.knowstream.inference.decoder.CausalLm;
import io.knowstream.inference.decoder.ContinuousBatch;
import io.knowstream.inference.decoder.DecoderBench;
import io.knowstream.inference.decoder.DecoderCounters;
import io.knowstream.inference.decoder.DecoderFiles;
import io.knowstream.inference.decoder.Generation;
import io.knowstream.inference.decoder.Grammar;
import io.knowstream.inference.decoder.RandomDecoder;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelLoader;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.inference.pool.WorkingMemory;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.NoOpRecorder;
import io.knowstream.metrics.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Threads that borrow models from a pool, at random, and generate with them, while the memory of the process is watched.
 *
 * @param config of the pool
 * @param threads how many
 * @param seed of what they do
 * @param duration how long
 */
record ModelSoak(PoolConfig config, int threads, long seed, Duration duration) {

    private static final int MODELS = 6;
    private static final int LONGEST_PROMPT = 384;
    private static final int SAID = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * What was seen.
     *
     * @param budget of the pool
     * @param base memory of the process with its libraries loaded and no model
     * @param highest memory of the process at any reading
     * @param highestAnonymous the part that the process made up, at its own highest
     * @param highestFiles the part of mapped files, at its own highest
     * @param highestUsed what the pool's account said at the most
     * @param samples how many readings there were
     * @param generations that came to their end
     * @param unavailable how often no model or memory came free in time
     * @param loads of models
     * @param loadsAllowed as many as the churn guard can let through in the time
     */
    record Result(
            long budget,
            ResidentMemory base,
            long highest,
            long highestAnonymous,
            long highestFiles,
            long highestUsed,
            int samples,
            long generations,
            long unavailable,
            long loads,
            long loadsAllowed) {}

    Result run(Path directory, Terminal terminal) throws Exception {
        List<ModelLoader<CausalLm>> models = new ArrayList<>();
        for (int i = 0; i < MODELS; i++) {
            terminal.show("writing model %d of %d", i + 1, MODELS);
            models.add(write(directory, i % 2 == 0 ? RandomDecoder.Size.M135 : RandomDecoder.Size.M360, i));
        }
        useOnce(write(directory, RandomDecoder.Size.TINY, MODELS));
        LongAdder loads = new LongAdder();
        LongAdder generations = new LongAdder();
        LongAdder unavailable = new LongAdder();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        ResidentMemory base = ResidentMemory.read();
        long highest = 0;
        long highestAnonymous = 0;
        long highestFiles = 0;
        long highestUsed = 0;
        int samples = 0;
        try (Lease<ModelPool> pool = ModelPool.shared(config)) {
            long end = System.nanoTime() + duration.toNanos();
            List<Thread> working = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Random random = new Random(seed * 1_000 + i);
                Thread thread = new Thread(
                        () -> {
                            while (System.nanoTime() < end && failure.get() == null) {
                                try {
                                    generate(
                                            pool.value(), models.get(random.nextInt(MODELS)), random, new Loads(loads));
                                    generations.increment();
                                } catch (ModelUnavailableException e) {
                                    unavailable.increment();
                                } catch (Throwable e) {
                                    failure.compareAndSet(null, e);
                                }
                            }
                        },
                        "soak " + i);
                thread.start();
                working.add(thread);
            }
            while (working.stream().anyMatch(Thread::isAlive)) {
                ResidentMemory now = ResidentMemory.read();
                highest = Math.max(highest, now.total());
                highestAnonymous = Math.max(highestAnonymous, now.anonymous());
                highestFiles = Math.max(highestFiles, now.files());
                highestUsed = Math.max(highestUsed, pool.value().usage().usedBytes());
                samples++;
                terminal.show(
                        "%,d generations, %,d loads, %,d MB of %,d",
                        generations.sum(),
                        loads.sum(),
                        (now.total() - base.total()) / 1_000_000,
                        config.budgetBytes() / 1_000_000);
                Thread.sleep(1_000);
            }
            if (failure.get() != null) {
                throw new IllegalStateException(
                        "a thread failed: " + failure.get().getMessage(), failure.get());
            }
        }
        // Each place in the pool takes a new model no sooner than the residency after the last.
        long allowed = config.maxModels()
                * (1
                        + duration.plus(PATIENCE).toMillis()
                                / Math.max(1, config.minResidency().toMillis()));
        return new Result(
                config.budgetBytes(),
                base,
                highest,
                highestAnonymous,
                highestFiles,
                highestUsed,
                samples,
                generations.sum(),
                unavailable.sum(),
                loads.sum(),
                allowed);
    }

    private static ModelLoader<CausalLm> write(Path directory, RandomDecoder.Size size, int number) throws IOException {
        Path folder = directory.resolve("model" + number);
        Path onnx = new RandomDecoder(size, RandomDecoder.Weights.FOUR_BITS, number)
                .write(folder, "model_q4.onnx", StandInModels.tokenizer());
        return CausalLm.loader(new DecoderFiles(
                "model" + number + "-" + size,
                "model" + number,
                onnx,
                folder.resolve("tokenizer.json"),
                RandomDecoder.CONTEXT_LENGTH,
                directory.resolve("work")));
    }

    /** Loads the runtime's libraries, and all classes. */
    private void useOnce(ModelLoader<CausalLm> tiny) throws Exception {
        try (Lease<ModelPool> pool = ModelPool.shared(PoolConfig.of(1L << 30))) {
            generate(pool.value(), tiny, new Random(seed), Recorder.NONE);
        }
    }

    private static void generate(ModelPool pool, ModelLoader<CausalLm> loader, Random random, Recorder recorder)
            throws InterruptedException, ExecutionException {
        try (Lease<CausalLm> lease = pool.acquire(loader, PATIENCE, recorder)) {
            CausalLm model = lease.value();
            long bytes = ContinuousBatch.cacheBytes(model, LONGEST_PROMPT + SAID, 0);
            long working = bytes + model.stepBytes();
            try (WorkingMemory memory = pool.reserve(working, working, PATIENCE);
                    ContinuousBatch batch = new ContinuousBatch(
                            model,
                            BatchOptions.of(BatchOptions.Mode.PROPOSED, memory.bytes() - model.stepBytes(), 1),
                            new DecoderCounters(),
                            System::nanoTime)) {
                int[] prompt = random.ints(1 + random.nextInt(LONGEST_PROMPT), 0, model.vocabulary())
                        .toArray();
                CompletableFuture<int[]> said = batch.submit(new Generation(
                        Grammar.NONE,
                        prompt,
                        new DecoderBench.Wide(SAID),
                        SAID,
                        System.nanoTime() + PATIENCE.toNanos()));
                Thread driver = new Thread(batch);
                driver.start();
                try {
                    said.get();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof ModelUnavailableException unavailable) {
                        throw unavailable;
                    }
                    throw e;
                } finally {
                    batch.close();
                    driver.join();
                }
            }
        }
    }

    private static final class Loads extends NoOpRecorder {
        private final LongAdder loads;

        Loads(LongAdder loads) {
            this.loads = loads;
        }

        @Override
        public void add(Metric counter, String labelValue, long count) {
            if (counter == Metric.MODEL_LOADS) {
                loads.add(count);
            }
        }
    }
}
