package io.knowstream.inference.decoder;

import ai.onnxruntime.OrtException;
import io.knowstream.inference.Median;
import io.knowstream.inference.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/**
 * Measures a decoder: tokens a second of reading and of writing, and of a bare loop over the runtime's session beside it, on
 * the same inputs in turns, so that what else the machine does weighs on both alike. Not thread-safe.
 */
public final class DecoderBench {

    /** Tokens of a prompt, which both sides have read. */
    static final int PROMPT = 64;
    /** Tokens that a sequence's cache has room for. */
    static final int CAPACITY = 512;

    private static final long SEED = 1;

    private final CausalLm model;
    private final ReadBandwidth memory;
    private final Random random = new Random(SEED);

    /**
     * One measurement: medians over turns. A machine's pace differs more from turn to turn than the sides do, so that parts
     * are taken within a turn.
     *
     * @param sequences how many at a time
     * @param tokensPerSecond through a {@link ContinuousBatch}
     * @param bareTokensPerSecond through a loop over the session with nothing around it
     * @param fractionOfBare the first as a part of the second
     * @param timesFirst the first as a multiple of that of the first number of sequences
     * @param readBytesPerSecond how fast memory was read
     * @param fractionOfBound the bytes of weights that the steps had to read, as a part of those that memory could give
     */
    public record Rate(
            int sequences,
            double tokensPerSecond,
            double bareTokensPerSecond,
            double fractionOfBare,
            double timesFirst,
            double readBytesPerSecond,
            double fractionOfBound) {}

    /** @param model its graph must write keys and values in place */
    public DecoderBench(CausalLm model, ReadBandwidth memory) {
        if (!model.inPlace()) {
            throw new IllegalArgumentException("model " + model.name()
                    + " concatenates its cache; only models with GroupQueryAttention are measured");
        }
        this.model = model;
        this.memory = memory;
    }

    /** Tokens a second of reading a prompt of {@link CausalLm#PROMPT_STEP} tokens, the median of turns. */
    public double prefill(int turns) {
        int[] tokens = random.ints(CausalLm.PROMPT_STEP, 0, model.vocabulary()).toArray();
        double[] seconds = new double[turns];
        try (DecoderSteps steps = model.newSteps();
                KvCache cache = model.newCache(1, CAPACITY)) {
            for (int i = 0; i < turns; i++) {
                cache.truncate(0, 0);
                long start = System.nanoTime();
                steps.feed(cache, 0, tokens, 0, tokens.length, StepWidths.UNFILLED, 1);
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
        }
        return tokens.length / Median.of(seconds);
    }

    /**
     * Tokens a second of plain decoding, for each number of sequences that are written at a time, in turns.
     *
     * @param numbers of sequences
     * @param tokens how many each sequence writes in a turn
     * @param progress is told the number of each turn before it, from 1
     */
    public List<Rate> decode(List<Integer> numbers, int tokens, int turns, IntConsumer progress) {
        List<Sides> all = new ArrayList<>();
        try {
            for (int sequences : numbers) {
                all.add(new Sides(sequences, tokens, turns));
            }
            for (int turn = 0; turn < turns; turn++) {
                progress.accept(turn + 1);
                for (Sides sides : all) {
                    sides.measure(turn);
                }
            }
            return all.stream().map(sides -> sides.rate(all.get(0))).toList();
        } catch (OrtException e) {
            throw new ModelException("the bare loop over model " + model.name() + " failed: " + e.getMessage(), e);
        } finally {
            all.forEach(Sides::close);
        }
    }

    /** Tokens a second of one sequence by the session alone, with steps that are not filled up. */
    public double unfilled(int tokens, int turns) {
        double[] seconds = new double[turns];
        try (BareLoop loop = new BareLoop(model, 1, StepWidths.UNFILLED)) {
            for (int i = 0; i < turns; i++) {
                for (int token = 0; token < tokens; token++) {
                    seconds[i] += loop.nanos(token) / 1e9;
                }
            }
        } catch (OrtException e) {
            throw new ModelException("the bare loop over model " + model.name() + " failed: " + e.getMessage(), e);
        }
        return tokens / Median.of(seconds);
    }

    /** So many sequences through a batch and by the session alone, and what each turn gave. */
    private final class Sides implements AutoCloseable {

        private final int sequences;
        private final int tokens;
        private final BareLoop bareLoop;
        private final double[] batch;
        private final double[] bare;
        private final double[] ofBare;
        private final double[] read;
        private final double[] ofBound;

        Sides(int sequences, int tokens, int turns) throws OrtException {
            this.sequences = sequences;
            this.tokens = tokens;
            bareLoop = new BareLoop(model, sequences, model.batches());
            batch = new double[turns];
            bare = new double[turns];
            ofBare = new double[turns];
            read = new double[turns];
            ofBound = new double[turns];
        }

        /** The sides alternate step by step, as a shared machine's pace changes within a second. */
        void measure(int turn) throws OrtException {
            long batchNanos = 0;
            long bareNanos = 0;
            try (BatchLoop batchLoop = new BatchLoop(sequences, tokens)) {
                for (int token = 0; token < tokens; token++) {
                    boolean batchFirst = (turn + token) % 2 == 0;
                    long before = batchFirst ? 0 : bareLoop.nanos(token);
                    batchNanos += batchLoop.nanos();
                    bareNanos += batchFirst ? bareLoop.nanos(token) : before;
                }
            }
            double written = 1e9 * sequences * tokens;
            batch[turn] = written / batchNanos;
            bare[turn] = written / bareNanos;
            ofBare[turn] = (double) bareNanos / batchNanos;
            read[turn] = memory.measure();
            ofBound[turn] = 1e9 * tokens * model.weightBytesRead() / batchNanos / read[turn];
        }

        Rate rate(Sides first) {
            double[] timesFirst = new double[batch.length];
            Arrays.setAll(timesFirst, turn -> batch[turn] / first.batch[turn]);
            return new Rate(
                    sequences,
                    Median.of(batch),
                    Median.of(bare),
                    Median.of(ofBare),
                    Median.of(timesFirst),
                    Median.of(read),
                    Median.of(ofBound));
        }

        @Override
        public void close() {
            bareLoop.close();
        }
    }

    /** Sequences of a {@link ContinuousBatch}, their prompts read, none of which ends. */
    private final class BatchLoop implements AutoCloseable {

        private final List<CompletableFuture<int[]>> futures = new ArrayList<>();
        private final ContinuousBatch batch;

        BatchLoop(int sequences, int tokens) {
            long allowance = model.cacheBytes(model.batches().filled(sequences), CAPACITY);
            BatchOptions options = new BatchOptions(BatchOptions.Mode.PLAIN, allowance, sequences, 0, false);
            batch = new ContinuousBatch(model, options, new DecoderCounters(), System::nanoTime);
            int most = sequences + tokens + 1;
            for (int i = 0; i < sequences; i++) {
                int[] prompt = random.ints(PROMPT, 0, model.vocabulary()).toArray();
                futures.add(batch.submit(new Generation(Grammar.NONE, prompt, new Wide(most), most, Long.MAX_VALUE)));
            }
            // Each round reads one prompt: after these, all are being written.
            for (int i = 0; i < sequences; i++) {
                batch.step();
            }
        }

        /** What one step takes. */
        long nanos() {
            long start = System.nanoTime();
            batch.step();
            return System.nanoTime() - start;
        }

        @Override
        public void close() {
            batch.close();
            futures.forEach(future -> future.cancel(false));
        }
    }

    /** A choice among some tokens, again and again. Belongs to one sequence. */
    public static final class Wide implements Grammar {

        private final int[] allowed = {3, 5, 8, 13, 21, 34, 55, 89};
        private int left;

        /** @param choices how many, until it ends */
        public Wide(int choices) {
            this.left = choices;
        }

        @Override
        public int[] forced() {
            return NONE;
        }

        @Override
        public int[] allowed() {
            return left == 0 ? NONE : allowed;
        }

        @Override
        public int[] proposal(int max) {
            return NONE;
        }

        @Override
        public void accept(int token, double probability) {
            left--;
        }
    }
}
