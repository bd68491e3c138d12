package io.knowstream.inference.decoder;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.pool.LoadedModel;
import io.knowstream.inference.pool.ModelLoader;
import java.util.Arrays;

/**
 * A causal language model in memory. Thread-safe: any number of threads run it at the same time, each a
 * {@link ContinuousBatch} of its own.
 *
 * <p>One thread works inside a run, so that no answer depends on how work was split. Where the graph's attention is
 * GroupQueryAttention, keys and values are written in place; other graphs copy them in each step and run one sequence and
 * exactly the tokens that are known in a step, as the sums of their softmax depend on how many stand beside each other.
 */
public final class CausalLm implements LoadedModel {

    /** Tokens of a prompt that are read in one step: more is hardly faster and takes longer until others have their turn. */
    static final int PROMPT_STEP = 128;

    /** The graph, the arena after the largest step, and the tokenizer; measured 50 MiB of the 135M shape. */
    private static final long WORKING_BYTES = 64L << 20;

    private static final int WARM_UP_TOKENS = 2 * PROMPT_STEP;

    private final DecoderFiles files;
    private final HuggingFaceModelTokenizer tokenizer;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final DecoderShape shape;
    private final long residentBytes;
    private final long weightBytesRead;
    private final StepWidths feeds;
    private StepWidths batches;

    private CausalLm(DecoderFiles files, HuggingFaceModelTokenizer tokenizer, OpenDecoder opened, long residentBytes) {
        this.files = files;
        this.tokenizer = tokenizer;
        this.environment = opened.environment();
        this.session = opened.session();
        this.shape = opened.shape();
        this.weightBytesRead = opened.weightBytesRead();
        this.residentBytes = residentBytes;
        warmUp();
        this.feeds = shape.inPlace() ? WidthTrial.ofTokens(this) : StepWidths.UNFILLED;
    }

    /** Loads a model: maps its weights, warms it up to its largest step, and finds out which widths give equal bits. */
    public static ModelLoader<CausalLm> loader(DecoderFiles files) {
        return new DecoderLoader(files);
    }

    /** What a model is reckoned to take that was never loaded, by the bytes of its weights on the disk. */
    public static long estimatedBytes(long weightBytes) {
        return weightBytes * 5 / 4 + WORKING_BYTES;
    }

    static CausalLm open(DecoderFiles files, long residentBytes) {
        HuggingFaceModelTokenizer tokenizer = HuggingFaceModelTokenizer.of(files.name(), files.tokenizer());
        OpenDecoder opened = null;
        try {
            opened = OpenDecoder.open(files);
            return new CausalLm(files, tokenizer, opened, residentBytes);
        } catch (RuntimeException | Error e) {
            tokenizer.close();
            try {
                if (opened != null) {
                    opened.session().close();
                }
            } catch (OrtException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    private void warmUp() {
        int[] tokens = new int[WARM_UP_TOKENS];
        Arrays.setAll(tokens, i -> i % shape.vocabulary());
        int context = Math.min(files.contextLength(), WARM_UP_TOKENS) / 2;
        try (DecoderSteps steps = newSteps();
                KvCache cache = newCache(1, 2 * context)) {
            steps.feed(cache, 0, tokens, 0, context, StepWidths.UNFILLED, 1);
            steps.feed(cache, 0, tokens, context, context, StepWidths.UNFILLED, 1);
        }
    }

    /** The model's name. */
    public String name() {
        return files.name();
    }

    /** What the model is. */
    public String fingerprint() {
        return files.fingerprint();
    }

    /** The most tokens of a sequence, prompt and answer together. */
    public int contextLength() {
        return files.contextLength();
    }

    /** How many tokens there are. */
    public int vocabulary() {
        return shape.vocabulary();
    }

    /** The model's own tokenizer. */
    public ModelTokenizer tokenizer() {
        return tokenizer;
    }

    /** Whether keys and values are written in place, so that several tokens can be tried in one step. */
    public boolean inPlace() {
        return shape.inPlace();
    }

    /** Bytes of weights that each step reads from memory: what bounds its speed, one token at a time. */
    public long weightBytesRead() {
        return weightBytesRead;
    }

    /**
     * The bytes that one thread's steps take beside its caches, while they run: the logits of the widest step, and what is
     * between the layers in the reading of a prompt, which was measured at less than a sixteenth of the weights.
     */
    public long stepBytes() {
        return (long) StepWidths.ANY.most() * shape.vocabulary() * Float.BYTES + weightBytesRead / 16;
    }

    /** The bytes of a cache of this many sequences of this many tokens each. */
    public long cacheBytes(int rows, int capacity) {
        return shape.tokenBytes() * rows * capacity * (shape.inPlace() ? 1 : 2);
    }

    @Override
    public long residentBytes() {
        return residentBytes;
    }

    DecoderShape shape() {
        return shape;
    }

    KvCache newCache(int rows, int capacity) {
        if (shape.inPlace()) {
            return new InPlaceCache(environment, shape, rows, capacity);
        }
        if (rows != 1) {
            throw new IllegalArgumentException("a graph that concatenates runs one row (got " + rows + ")");
        }
        return new GrowingCache();
    }

    DecoderSteps newSteps() {
        return new DecoderSteps(files.name(), environment, session, shape, PROMPT_STEP);
    }

    /** How many tokens of one sequence may go into one step. */
    StepWidths feeds() {
        return feeds;
    }

    /** How many sequences may go into one step of one token each; tried out when first asked for. */
    synchronized StepWidths batches() {
        if (batches == null) {
            batches = shape.inPlace() ? WidthTrial.ofSequences(this) : StepWidths.UNFILLED;
        }
        return batches;
    }

    OrtSession session() {
        return session;
    }

    OrtEnvironment environment() {
        return environment;
    }

    @Override
    public void close() {
        tokenizer.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new ModelException("model " + files.name() + " cannot be closed", e);
        }
    }

    @Override
    public String toString() {
        return files.name();
    }
}
