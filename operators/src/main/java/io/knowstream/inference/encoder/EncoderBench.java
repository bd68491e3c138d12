package io.knowstream.inference.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.knowstream.inference.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures a token classifier beside a bare loop over its session, in turns on the same texts, so that what else the machine
 * does weighs on both alike. Belongs to one thread.
 */
public final class EncoderBench implements AutoCloseable {

    private static final double WARM_UP_SECONDS = 4;
    private static final double TURN_SECONDS = 0.3;

    private final TokenClassifier model;
    private final List<Tokens> texts;
    private final long tokens;
    private final List<Map<String, OnnxTensor>> inputs = new ArrayList<>();
    /** Over all texts, in a turn. */
    private int passes;

    /**
     * Tokens a second, medians over turns.
     *
     * @param tokensPerSecond from a text to its spans
     * @param bareTokensPerSecond of the session alone, over inputs that are ready
     */
    public record Rate(double tokensPerSecond, double bareTokensPerSecond) {

        /** The first as a part of the second. */
        public double fraction() {
            return tokensPerSecond / bareTokensPerSecond;
        }
    }

    /** @param texts each no longer than the model reads at once; what is longer is cut */
    public EncoderBench(TokenClassifier model, List<String> texts) {
        this.model = model;
        this.texts =
                texts.stream().map(Tokens::of).filter(text -> text.size() > 0).toList();
        this.tokens = this.texts.stream().mapToLong(Tokens::size).sum();
        try {
            for (Tokens text : this.texts) {
                // Features of their own: the buffers are read until the end.
                TokenFeatures features = model.newFeatures();
                features.encode(text);
                Map<String, OnnxTensor> ready = new HashMap<>();
                inputs.add(ready);
                for (Windows.Window window : Windows.of(text.size(), model.maxTokens())) {
                    if (window.from() == 0) {
                        for (OnnxSession.Input input : model.inputs(features, window)) {
                            ready.put(
                                    input.name(),
                                    OnnxTensor.createTensor(
                                            OrtEnvironment.getEnvironment(), input.values(), input.shape()));
                        }
                    }
                }
            }
        } catch (OrtException e) {
            close();
            throw new ModelException("the inputs of model " + model + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Measures in turns. */
    public Rate run(int turns) {
        double[] ours = new double[turns];
        double[] bare = new double[turns];
        passes = 1;
        double warm = 0;
        double pass = 0;
        // The compiler has to be done with our side before it can be set beside native code.
        while (warm < WARM_UP_SECONDS) {
            pass = whole();
            warm += pass + session();
        }
        passes = (int) Math.max(1, Math.ceil(TURN_SECONDS / pass));
        for (int turn = 0; turn < turns; turn++) {
            if (turn % 2 == 0) {
                ours[turn] = whole();
                bare[turn] = session();
            } else {
                bare[turn] = session();
                ours[turn] = whole();
            }
        }
        double read = (double) tokens * passes;
        return new Rate(read / median(ours), read / median(bare));
    }

    private double whole() {
        TokenFeatures features = model.newFeatures();
        long start = System.nanoTime();
        for (int pass = 0; pass < passes; pass++) {
            for (Tokens text : texts) {
                features.encode(text);
                model.classify(features);
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private double session() {
        OrtSession session = model.session();
        long start = System.nanoTime();
        try {
            for (int pass = 0; pass < passes; pass++) {
                for (Map<String, OnnxTensor> input : inputs) {
                    session.run(input).close();
                }
            }
        } catch (OrtException e) {
            throw new ModelException("the session of model " + model + " failed: " + e.getMessage(), e);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Override
    public void close() {
        inputs.forEach(ready -> ready.values().forEach(OnnxTensor::close));
    }
}
