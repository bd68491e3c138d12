package io.knowstream.inference.decoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.knowstream.inference.ModelException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Steps of a model by one thread: tokens go in, logits come out, and a cache grows. The buffers are allocated once; the
 * logits of a step are there until the next one.
 */
final class DecoderSteps implements AutoCloseable {

    private final String name;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final DecoderShape shape;
    private final int maxTokens;
    private final List<ByteBuffer> memory = new ArrayList<>();
    private final Map<String, OnnxTensor> tensors = new HashMap<>();
    private final Set<String> presents = new LinkedHashSet<>();
    private final LongBuffer ids;
    private final LongBuffer positions;
    private final LongBuffer selected;
    private LongBuffer mask;
    private FloatBuffer logits;
    private int firstRow;

    DecoderSteps(String name, OrtEnvironment environment, OrtSession session, DecoderShape shape, int maxTokens) {
        this.name = name;
        this.environment = environment;
        this.session = session;
        this.shape = shape;
        this.maxTokens = maxTokens;
        this.ids = longs(maxTokens);
        this.positions = longs(maxTokens);
        this.selected = longs(maxTokens);
        this.mask = longs(maxTokens);
        this.logits = floats(shape.vocabulary());
        for (int i = 0; i < 2 * shape.layers(); i++) {
            presents.add(DecoderShape.present(i / 2, i % 2 == 1));
        }
    }

    private LongBuffer longs(long count) {
        ByteBuffer bytes = DirectMemory.allocate(count * Long.BYTES);
        memory.add(bytes);
        return bytes.asLongBuffer();
    }

    private FloatBuffer floats(long count) {
        ByteBuffer bytes = DirectMemory.allocate(count * Float.BYTES);
        memory.add(bytes);
        return bytes.asFloatBuffer();
    }

    /**
     * Feeds tokens to one row.
     *
     * @param tokens where they stand
     * @param from the first of them
     * @param count how many
     * @param widths what the numbers of tokens and of answers are filled up to, which leaves no trace
     * @param answers how many of the last tokens get logits, at least 1
     */
    void feed(KvCache cache, int row, int[] tokens, int from, int count, StepWidths widths, int answers) {
        int width = widths.filled(count);
        if (count < 1 || width < count || width > maxTokens || answers < 1 || answers > count) {
            throw new IllegalArgumentException("cannot feed " + count + " tokens in a step of " + width + " of "
                    + maxTokens + " with " + answers + " answers");
        }
        int before = cache.length(row);
        for (int i = 0; i < width; i++) {
            ids.put(i, i < count ? tokens[from + i] : 0);
            positions.put(i, before + i);
        }
        ensureMask(before + width);
        for (int i = 0; i < before + width; i++) {
            mask.put(i, 1);
        }
        int answered = widths.filled(answers);
        for (int i = 0; i < answered; i++) {
            selected.put(i, Math.min(count - answers + i, count - 1));
        }
        run(cache, row, 1, width, before + width, answered);
        firstRow = shape.rows() ? 0 : count - answers;
        if (cache instanceof InPlaceCache inPlace) {
            inPlace.advance(row, count);
        }
    }

    /**
     * Feeds one token to each of the first rows.
     *
     * @param rows how many rows take part
     * @param tokens the token of each row; negative where a row takes part for the count alone, which leaves no trace
     */
    void feedEach(InPlaceCache cache, int rows, int[] tokens) {
        int width = 0;
        for (int i = 0; i < rows; i++) {
            width = Math.max(width, cache.length(i) + 1);
        }
        ensureMask((long) rows * width);
        for (int i = 0; i < rows; i++) {
            ids.put(i, Math.max(0, tokens[i]));
            positions.put(i, cache.length(i));
            for (int j = 0; j < width; j++) {
                mask.put(i * width + j, j <= cache.length(i) ? 1 : 0);
            }
        }
        selected.put(0, 0);
        run(cache, -1, rows, 1, width, 1);
        firstRow = 0;
        for (int i = 0; i < rows; i++) {
            if (tokens[i] >= 0) {
                cache.advance(i, 1);
            }
        }
    }

    /** The logit of a token, after the nth of the answers of the last step. */
    float logit(int answer, int token) {
        return logits.get((firstRow + answer) * shape.vocabulary() + token);
    }

    private void ensureMask(long needed) {
        if (mask.capacity() < needed) {
            mask = longs(2 * needed);
        }
    }

    private void run(KvCache cache, int row, int batch, int width, int total, int answers) {
        int answered = shape.rows() ? answers : width;
        if (logits.capacity() < batch * answered * shape.vocabulary()) {
            tensors.keySet().removeIf(key -> {
                boolean stale = key.startsWith(DecoderShape.LOGITS);
                if (stale) {
                    tensors.get(key).close();
                }
                return stale;
            });
            logits = floats((long) batch * answered * shape.vocabulary());
        }
        OnnxTensor maskTensor = null;
        try {
            Map<String, OnnxTensor> inputs;
            Map<String, OnnxTensor> outputs;
            if (cache instanceof InPlaceCache inPlace) {
                InPlaceCache.View view = row < 0 ? inPlace.first(batch) : inPlace.row(row);
                inputs = view.inputs();
                outputs = view.outputs();
            } else {
                inputs = new HashMap<>();
                outputs = new HashMap<>();
                ((GrowingCache) cache).putInputs(inputs, shape.layers(), empty());
            }
            maskTensor = OnnxTensor.createTensor(environment, mask.slice(0, batch * total), new long[] {batch, total});
            inputs.put(DecoderShape.IDS, tensor(DecoderShape.IDS, ids, batch, width));
            inputs.put(DecoderShape.MASK, maskTensor);
            if (shape.positions()) {
                inputs.put(DecoderShape.POSITIONS, tensor(DecoderShape.POSITIONS, positions, batch, width));
            }
            if (shape.rows()) {
                inputs.put(DecoderShape.ROWS, tensor(DecoderShape.ROWS, selected, answers));
            }
            outputs.put(DecoderShape.LOGITS, logitsTensor(batch, answered));
            if (cache instanceof GrowingCache growing) {
                growing.grow(width, session.run(inputs, presents, outputs));
            } else {
                session.run(inputs, Set.of(), outputs).close();
            }
        } catch (OrtException e) {
            throw new ModelException(
                    "model " + name + " failed in a step of " + batch + " x " + width + " tokens: " + e.getMessage(),
                    e);
        } finally {
            if (maskTensor != null) {
                maskTensor.close();
            }
        }
    }

    private OnnxTensor tensor(String input, LongBuffer values, long... dimensions) throws OrtException {
        String key = input + "/" + dimensions[0] + "/" + dimensions[dimensions.length - 1];
        OnnxTensor tensor = tensors.get(key);
        if (tensor == null) {
            int length = Math.toIntExact(LongStream.of(dimensions).reduce(1, Math::multiplyExact));
            tensor = OnnxTensor.createTensor(environment, values.slice(0, length), dimensions);
            tensors.put(key, tensor);
        }
        return tensor;
    }

    private OnnxTensor logitsTensor(int batch, int answered) throws OrtException {
        String key = DecoderShape.LOGITS + "/" + batch + "/" + answered;
        OnnxTensor tensor = tensors.get(key);
        if (tensor == null) {
            long[] dimensions = {batch, answered, shape.vocabulary()};
            int length = Math.toIntExact(LongStream.of(dimensions).reduce(1, Math::multiplyExact));
            tensor = OnnxTensor.createTensor(environment, logits.slice(0, length), dimensions);
            tensors.put(key, tensor);
        }
        return tensor;
    }

    private OnnxTensor empty() throws OrtException {
        OnnxTensor tensor = tensors.get("empty");
        if (tensor == null) {
            tensor = OnnxTensor.createTensor(
                    environment, floats(0), new long[] {1, shape.kvHeads(), 0, shape.headSize()});
            tensors.put("empty", tensor);
        }
        return tensor;
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxValue::close);
        tensors.clear();
        memory.forEach(DirectMemory::free);
        memory.clear();
    }
}
