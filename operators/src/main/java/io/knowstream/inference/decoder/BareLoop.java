package io.knowstream.inference.decoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The session alone: the same model, batch and lengths, tensors made anew only where the mask's width changes. Rows that
 * fill a step up hold one token, as they do in a {@link ContinuousBatch}. Used by one thread.
 */
final class BareLoop implements AutoCloseable {

    private final CausalLm model;
    private final DecoderShape shape;
    private final int sequences;
    private final int rows;
    private final List<ByteBuffer> memory = new ArrayList<>();
    private final List<OnnxTensor> tensors = new ArrayList<>();
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();
    private final ByteBuffer ids;
    private final ByteBuffer positions;
    private final ByteBuffer mask;
    private final FloatBuffer logits;

    BareLoop(CausalLm model, int sequences, StepWidths widths) throws OrtException {
        this.model = model;
        this.shape = model.shape();
        this.sequences = sequences;
        rows = widths.filled(sequences);
        ids = bytes((long) rows * Long.BYTES);
        positions = bytes((long) rows * Long.BYTES);
        mask = bytes((long) rows * DecoderBench.CAPACITY * Long.BYTES);
        for (int i = 0; i < 2 * shape.layers(); i++) {
            long[] dimensions = {rows, shape.kvHeads(), DecoderBench.CAPACITY, shape.headSize()};
            FloatBuffer part = bytes(shape.tokenBytes() / shape.layers() / 2 * rows * DecoderBench.CAPACITY)
                    .asFloatBuffer();
            OnnxTensor tensor = keep(OnnxTensor.createTensor(model.environment(), part, dimensions));
            inputs.put(DecoderShape.past(i / 2, i % 2 == 1), tensor);
            outputs.put(DecoderShape.present(i / 2, i % 2 == 1), tensor);
        }
        logits = bytes((long) rows * shape.vocabulary() * Float.BYTES).asFloatBuffer();
        outputs.put(
                DecoderShape.LOGITS,
                keep(OnnxTensor.createTensor(model.environment(), logits, new long[] {rows, 1, shape.vocabulary()})));
        inputs.put(
                DecoderShape.IDS,
                keep(OnnxTensor.createTensor(model.environment(), ids.asLongBuffer(), new long[] {rows, 1})));
        if (shape.positions()) {
            inputs.put(
                    DecoderShape.POSITIONS,
                    keep(OnnxTensor.createTensor(model.environment(), positions.asLongBuffer(), new long[] {rows, 1})));
        }
        if (shape.rows()) {
            inputs.put(
                    DecoderShape.ROWS,
                    keep(OnnxTensor.createTensor(
                            model.environment(), bytes(Long.BYTES).asLongBuffer(), new long[] {1})));
        }
    }

    private ByteBuffer bytes(long length) {
        ByteBuffer buffer = DirectMemory.allocate(length);
        memory.add(buffer);
        return buffer;
    }

    private OnnxTensor keep(OnnxTensor tensor) {
        tensors.add(tensor);
        return tensor;
    }

    /** What the step takes that writes a token, by its number from 0. */
    long nanos(int token) throws OrtException {
        long start = System.nanoTime();
        // The first row is the longest: in a batch it is read first, and steps while the others are being read.
        int total = DecoderBench.PROMPT + sequences + token + 1;
        for (int row = 0; row < rows; row++) {
            ids.putLong(row * Long.BYTES, 3 + (token + row) % 89);
            int last = row < sequences ? total - 1 - row : 0;
            positions.putLong(row * Long.BYTES, last);
            for (int at = 0; at < total; at++) {
                mask.putLong((row * total + at) * Long.BYTES, at <= last ? 1 : 0);
            }
        }
        try (OnnxTensor width = OnnxTensor.createTensor(
                model.environment(), mask.asLongBuffer().slice(0, rows * total), new long[] {rows, total})) {
            inputs.put(DecoderShape.MASK, width);
            try (OrtSession.Result ignored = model.session().run(inputs, Set.of(), outputs)) {
                logits.get(token % shape.vocabulary());
            }
        }
        return System.nanoTime() - start;
    }

    @Override
    public void close() {
        tensors.forEach(OnnxValue::close);
        memory.forEach(DirectMemory::free);
    }
}
