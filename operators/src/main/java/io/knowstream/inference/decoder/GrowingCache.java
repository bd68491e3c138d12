package io.knowstream.inference.decoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import io.knowstream.inference.ModelException;
import java.util.Map;

/**
 * The cache of a graph that concatenates: what one step puts out is what the next one reads. One row. A prefix is shared
 * and not copied, as nobody writes into it.
 */
final class GrowingCache implements KvCache {

    private Held held;
    private int length;

    /** What a run put out, closed by the last cache that reads it. */
    private static final class Held {
        final OrtSession.Result result;
        int readers = 1;

        Held(OrtSession.Result result) {
            this.result = result;
        }

        void release() {
            if (--readers == 0) {
                result.close();
            }
        }
    }

    @Override
    public int length(int row) {
        return length;
    }

    /** Puts the inputs of the next run; those of an empty cache are given. */
    void putInputs(Map<String, OnnxTensor> inputs, int layers, OnnxTensor empty) {
        for (int i = 0; i < 2 * layers; i++) {
            boolean value = i % 2 == 1;
            inputs.put(
                    DecoderShape.past(i / 2, value),
                    held == null ? empty : present(DecoderShape.present(i / 2, value)));
        }
    }

    private OnnxTensor present(String name) {
        return (OnnxTensor)
                held.result.get(name).orElseThrow(() -> new ModelException("the model did not put out " + name));
    }

    /** Takes over what a run over more tokens put out. */
    void grow(int tokens, OrtSession.Result result) {
        release();
        held = new Held(result);
        length += tokens;
    }

    @Override
    public void truncate(int row, int length) {
        if (length == 0) {
            release();
            this.length = 0;
        } else if (length != this.length) {
            throw new IllegalStateException(
                    "a growing cache of " + this.length + " tokens cannot be cut to " + length + " tokens");
        }
    }

    @Override
    public void startWith(int row, KvCache from, int fromRow, int length) {
        GrowingCache other = (GrowingCache) from;
        if (length != other.length) {
            throw new IllegalStateException(
                    "of a growing cache of " + other.length + " tokens all are shared (asked for " + length + ")");
        }
        release();
        held = other.held;
        held.readers++;
        this.length = length;
    }

    private void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    @Override
    public void close() {
        release();
        length = 0;
    }
}
