package io.knowstream.inference.decoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.knowstream.inference.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A cache whose buffers the graph both reads and writes. What lies behind a row's length is never read and is overwritten
 * by what comes next, so that forgetting costs nothing.
 *
 * <p>A row is contiguous in each layer's buffer: one row, or the first rows together, are views of the same memory.
 */
final class InPlaceCache implements KvCache {

    private static final long LARGEST_BLOCK = 1L << 30;

    private final OrtEnvironment environment;
    private final DecoderShape shape;
    private final int capacity;
    private final int[] lengths;
    /** All layers lie in few blocks, so large that the allocator maps them and gives them back as soon as they are free. */
    private final List<ByteBuffer> blocks = new ArrayList<>();

    private final ByteBuffer[] buffers;
    private final View[] single;
    private final View[] together;

    /** A part of the cache as inputs and outputs of a run, which who runs fills up; kept are the tensors of the cache. */
    record View(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs, List<OnnxTensor> kept) {}

    InPlaceCache(OrtEnvironment environment, DecoderShape shape, int rows, int capacity) {
        this.environment = environment;
        this.shape = shape;
        this.capacity = capacity;
        this.lengths = new int[rows];
        this.buffers = new ByteBuffer[2 * shape.layers()];
        this.single = new View[rows];
        this.together = new View[rows + 1];
        try {
            long bytes = rowFloats() * rows * Float.BYTES;
            int together = (int) Math.max(1, Math.min(buffers.length, LARGEST_BLOCK / bytes));
            for (int i = 0; i < buffers.length; i++) {
                if (i % together == 0) {
                    blocks.add(DirectMemory.allocate(bytes * Math.min(together, buffers.length - i)));
                }
                buffers[i] = blocks.get(blocks.size() - 1)
                        .slice((int) (i % together * bytes), (int) bytes)
                        .order(ByteOrder.nativeOrder());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private long rowFloats() {
        return (long) shape.kvHeads() * capacity * shape.headSize();
    }

    int rows() {
        return lengths.length;
    }

    int capacity() {
        return capacity;
    }

    @Override
    public int length(int row) {
        return lengths[row];
    }

    void advance(int row, int tokens) {
        lengths[row] += tokens;
    }

    @Override
    public void truncate(int row, int length) {
        if (length < 0 || length > lengths[row]) {
            throw new IllegalStateException(
                    "a row of " + lengths[row] + " tokens cannot be cut to " + length + " tokens");
        }
        lengths[row] = length;
    }

    @Override
    public void startWith(int row, KvCache from, int fromRow, int length) {
        InPlaceCache other = (InPlaceCache) from;
        int tokenBytes = shape.headSize() * Float.BYTES;
        for (int i = 0; i < buffers.length; i++) {
            for (int head = 0; head < shape.kvHeads(); head++) {
                buffers[i].put(
                        (row * shape.kvHeads() + head) * capacity * tokenBytes,
                        other.buffers[i],
                        (fromRow * shape.kvHeads() + head) * other.capacity * tokenBytes,
                        length * tokenBytes);
            }
        }
        lengths[row] = length;
    }

    /** One row. */
    View row(int row) {
        if (single[row] == null) {
            single[row] = view(row, 1);
        }
        return single[row];
    }

    /** The first rows. */
    View first(int rows) {
        if (together[rows] == null) {
            together[rows] = view(0, rows);
        }
        return together[rows];
    }

    private View view(int from, int rows) {
        View view = new View(new HashMap<>(), new HashMap<>(), new ArrayList<>());
        try {
            long[] dimensions = {rows, shape.kvHeads(), capacity, shape.headSize()};
            for (int i = 0; i < buffers.length; i++) {
                FloatBuffer part = buffers[i]
                        .asFloatBuffer()
                        .slice(Math.toIntExact(from * rowFloats()), Math.toIntExact(rows * rowFloats()));
                OnnxTensor tensor = OnnxTensor.createTensor(environment, part, dimensions);
                view.kept.add(tensor);
                view.inputs.put(DecoderShape.past(i / 2, i % 2 == 1), tensor);
                view.outputs.put(DecoderShape.present(i / 2, i % 2 == 1), tensor);
            }
            return view;
        } catch (OrtException e) {
            throw new ModelException("a cache of " + rows + " rows of " + capacity + " tokens cannot be made", e);
        }
    }

    @Override
    public void close() {
        for (View[] views : new View[][] {single, together}) {
            for (int i = 0; i < views.length; i++) {
                if (views[i] != null) {
                    views[i].kept.forEach(OnnxTensor::close);
                    views[i] = null;
                }
            }
        }
        Arrays.fill(buffers, null);
        blocks.forEach(DirectMemory::free);
        blocks.clear();
    }
}
