package io.knowstream.inference.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.knowstream.inference.Median;
import io.knowstream.inference.ModelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures a token classifier beside a bare loop over its session, in turns on the same texts, so that what else the
 * machine does weighs on both alike. Belongs to one thread.
 *
 * <p>The bare loop does what every caller of a session has to: tensors over buffers that are ready, a run, and a copy of
 * the output. It neither encodes a text, nor looks at the output.
 */
public final class EncoderBench {

    /**
     * Texts of the warm-up. HotSpot compiles what has long loops to the full after 600 calls
     * (Tier4MinInvocationThreshold), however long they run.
     */
    private static final int WARM_UP_TEXTS = 800;
    /** Of both sides together: as many passes over the texts as fit. */
    private static final double TURN_SECONDS = 2;

    private final TokenClassifier model;
    private final List<Tokens> texts;
    private final long tokens;
    private final TokenFeatures features;
    /** What the session reads of each window, by text. */
    private final List<List<OnnxSession.Input[]>> inputs = new ArrayList<>();

    /**
     * Tokens a second, medians over passes.
     *
     * @param tokensPerSecond from a text to its spans
     * @param bareTokensPerSecond of the session alone, over inputs that are ready
     * @param fraction the first as a part of the second within a pass, so that the machine's pace cancels out
     */
    public record Rate(double tokensPerSecond, double bareTokensPerSecond, double fraction) {}

    /** Seconds that the same texts took. */
    private record Seconds(double whole, double bare) {}

    /**
     * @param texts at least one with a token
     * @throws IllegalArgumentException if there is none
     */
    public EncoderBench(TokenClassifier model, List<String> texts) {
        this.model = model;
        this.texts =
                texts.stream().map(Tokens::of).filter(text -> text.size() > 0).toList();
        if (this.texts.isEmpty()) {
            throw new IllegalArgumentException("at least one of " + texts.size() + " texts must have a token");
        }
        this.tokens = this.texts.stream().mapToLong(Tokens::size).sum();
        this.features = model.newFeatures();
        for (Tokens text : this.texts) {
            // Features of their own: the buffers are read until the end.
            TokenFeatures ready = model.newFeatures();
            ready.encode(text);
            List<OnnxSession.Input[]> windows = new ArrayList<>();
            for (Windows.Window window : Windows.of(text.size(), model.maxTokens())) {
                windows.add(model.inputs(ready, window));
            }
            inputs.add(windows);
        }
    }

    /**
     * Measures in passes over all texts, each side in turn.
     *
     * @param turns how long, in units of {@value #TURN_SECONDS} seconds
     */
    public Rate run(int turns) {
        // The compiler has to be done with our side before it can be set beside native code.
        for (int read = 0; read < WARM_UP_TEXTS; read += texts.size()) {
            texts.forEach(this::whole);
        }
        Seconds first = pass(true);
        int passes = (int) Math.max(1, Math.ceil(turns * TURN_SECONDS / (first.whole + first.bare)));
        double[] whole = new double[passes];
        double[] bare = new double[passes];
        double[] fraction = new double[passes];
        for (int i = 0; i < passes; i++) {
            Seconds seconds = pass(i % 2 == 0);
            whole[i] = tokens / seconds.whole;
            bare[i] = tokens / seconds.bare;
            fraction[i] = seconds.bare / seconds.whole;
        }
        return new Rate(Median.of(whole), Median.of(bare), Median.of(fraction));
    }

    /** Takes all texts through both sides, which alternate text by text, as a shared machine's pace changes within a second. */
    private Seconds pass(boolean wholeFirst) {
        long whole = 0;
        long bare = 0;
        boolean first = wholeFirst;
        for (int i = 0; i < texts.size(); i++) {
            long before = first ? 0 : bare(inputs.get(i));
            whole += whole(texts.get(i));
            bare += first ? bare(inputs.get(i)) : before;
            first = !first;
        }
        return new Seconds(whole / 1e9, bare / 1e9);
    }

    /** Nanoseconds from a text to its spans. */
    private long whole(Tokens text) {
        long start = System.nanoTime();
        features.encode(text);
        model.classify(features);
        return System.nanoTime() - start;
    }

    /** Nanoseconds of the session over a text's windows. */
    private long bare(List<OnnxSession.Input[]> windows) {
        OrtSession session = model.session();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long start = System.nanoTime();
        try {
            for (OnnxSession.Input[] input : windows) {
                Map<String, OnnxTensor> tensors = new HashMap<>();
                for (OnnxSession.Input values : input) {
                    tensors.put(values.name(), OnnxTensor.createTensor(environment, values.values(), values.shape()));
                }
                try (OrtSession.Result result = session.run(tensors)) {
                    ((OnnxTensor) result.get(0)).getFloatBuffer();
                } finally {
                    tensors.values().forEach(OnnxTensor::close);
                }
            }
        } catch (OrtException e) {
            throw new ModelException("the session of model " + model + " failed: " + e.getMessage(), e);
        }
        return System.nanoTime() - start;
    }
}
