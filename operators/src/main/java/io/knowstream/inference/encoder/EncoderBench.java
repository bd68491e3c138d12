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
 * Measures a token classifier beside a bare loop over its session. Belongs to one thread.
 *
 * <p>The two take turns text by text, each as often the first, and the medians of every text's turns count: what else the
 * machine does weighs on both alike, and what interrupts a turn on neither.
 */
public final class EncoderBench implements AutoCloseable {

    private static final double WARM_UP_SECONDS = 4;
    private static final double TURN_SECONDS = 0.3;

    private final TokenClassifier model;
    private final TokenFeatures features;
    private final List<Text> texts = new ArrayList<>();

    /** A text, and for each window of it what the session reads. */
    private record Text(Tokens tokens, List<Map<String, OnnxTensor>> windows) {}

    /**
     * Tokens a second, of the sums of medians.
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

    /** @param texts at least one of which has a token */
    public EncoderBench(TokenClassifier model, List<String> texts) {
        this.model = model;
        this.features = model.newFeatures();
        try {
            for (String text : texts) {
                Tokens tokens = Tokens.of(text);
                if (tokens.size() > 0) {
                    Text ready = new Text(tokens, new ArrayList<>());
                    this.texts.add(ready);
                    makeReady(ready);
                }
            }
        } catch (OrtException e) {
            close();
            throw new ModelException("the inputs of model " + model + " cannot be made: " + e.getMessage(), e);
        }
    }

    private void makeReady(Text text) throws OrtException {
        // Features of their own: the buffers are read until the end.
        TokenFeatures own = model.newFeatures();
        own.encode(text.tokens);
        for (Windows.Window window : Windows.of(text.tokens.size(), model.maxTokens())) {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            text.windows.add(inputs);
            for (OnnxSession.Input input : model.inputs(own, window)) {
                inputs.put(
                        input.name(),
                        OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), input.values(), input.shape()));
            }
        }
    }

    /** Measures for about {@code turns} times {@value #TURN_SECONDS} seconds. */
    public Rate run(int turns) {
        // The compiler has to be done with our side before it can be set beside native code.
        double pass = 0;
        for (double warm = 0; warm < WARM_UP_SECONDS; warm += pass) {
            pass = 0;
            for (Text text : texts) {
                pass += (whole(text) + session(text)) / 1e9;
            }
        }
        int passes = Math.max(turns, (int) Math.ceil(turns * TURN_SECONDS / pass));
        long tokens = 0;
        double ours = 0;
        double bare = 0;
        long[][] took = new long[2][passes];
        for (Text text : texts) {
            for (int i = 0; i < passes; i++) {
                if (i % 2 == 0) {
                    took[0][i] = whole(text);
                    took[1][i] = session(text);
                } else {
                    took[1][i] = session(text);
                    took[0][i] = whole(text);
                }
            }
            tokens += text.tokens.size();
            ours += median(took[0]) / 1e9;
            bare += median(took[1]) / 1e9;
        }
        return new Rate(tokens / ours, tokens / bare);
    }

    private long whole(Text text) {
        long start = System.nanoTime();
        features.encode(text.tokens);
        model.classify(features);
        return System.nanoTime() - start;
    }

    private long session(Text text) {
        OrtSession session = model.session();
        long start = System.nanoTime();
        try {
            for (Map<String, OnnxTensor> inputs : text.windows) {
                session.run(inputs).close();
            }
        } catch (OrtException e) {
            throw new ModelException("the session of model " + model + " failed: " + e.getMessage(), e);
        }
        return System.nanoTime() - start;
    }

    private static double median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Override
    public void close() {
        for (Text text : texts) {
            text.windows.forEach(inputs -> inputs.values().forEach(OnnxTensor::close));
        }
    }
}
