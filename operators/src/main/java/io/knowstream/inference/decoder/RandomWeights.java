package io.knowstream.inference.decoder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/** Random matrices of a decoder, written as they are made. Not thread-safe. */
final class RandomWeights {

    /** The standard deviation of a number that is uniform between -1 and 1. */
    private static final double UNIFORM = Math.sqrt(1.0 / 3);
    /** The standard deviation of a number that is uniform among -8 to 7. */
    private static final double NIBBLE = Math.sqrt((16 * 16 - 1) / 12.0);
    /** The standard deviation of a number that is uniform among -128 to 127. */
    private static final double BYTE = Math.sqrt((256.0 * 256 - 1) / 12);

    private static final int BLOCK = 64;

    private final OnnxWriter writer;
    private final SplittableRandom random;
    private final boolean fourBits;

    RandomWeights(OnnxWriter writer, long seed, boolean fourBits) {
        this.writer = writer;
        this.random = new SplittableRandom(seed);
        this.fourBits = fourBits;
    }

    /** Multiplies with a matrix whose outputs have the size of its inputs. */
    String multiply(String name, String input, int from, int to) throws IOException {
        if (!fourBits) {
            return writer.node("MatMul", Map.of(), input, floats(name, from, to, from));
        }
        int blocks = from / BLOCK;
        String weights = writer.weights(
                name, OnnxWriter.UINT8, (long) to * blocks * BLOCK / 2, 1 << 16, this::bytes, to, blocks, BLOCK / 2);
        String scales = scales(name + "_scales", 1 / (NIBBLE * Math.sqrt(from)), to, blocks);
        return writer.node(
                "MatMulNBits",
                Map.of(
                        "domain",
                        OnnxWriter.CONTRIB,
                        "K",
                        from,
                        "N",
                        to,
                        "bits",
                        4,
                        "block_size",
                        BLOCK,
                        "accuracy_level",
                        4),
                input,
                weights,
                scales);
    }

    /** Looks tokens up in a table. */
    String lookUp(String ids, int tokens, int size) throws IOException {
        if (!fourBits) {
            return writer.node("Gather", Map.of(), floats("embedding", tokens, size, 1), ids);
        }
        String table =
                writer.weights("embedding", OnnxWriter.INT8, (long) tokens * size, 1 << 16, this::bytes, tokens, size);
        String rows = writer.node("Cast", Map.of("to", OnnxFields.FLOAT), writer.node("Gather", Map.of(), table, ids));
        return writer.node(
                "Mul",
                Map.of(),
                rows,
                writer.node("Gather", Map.of(), scales("embedding_scales", 1 / BYTE, tokens, 1), ids));
    }

    /** The factors of a layer's norm: ones. */
    String ones(int size) throws IOException {
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        return writer.floats("norm", ones, size);
    }

    private String floats(String name, int rows, int columns, int fanIn) throws IOException {
        double factor = 1 / (UNIFORM * Math.sqrt(fanIn));
        return writer.weights(
                name,
                OnnxFields.FLOAT,
                (long) rows * columns * Float.BYTES,
                1 << 16,
                buffer -> {
                    while (buffer.hasRemaining()) {
                        buffer.putFloat((float) ((2 * random.nextDouble() - 1) * factor));
                    }
                },
                rows,
                columns);
    }

    private String scales(String name, double mean, int rows, int columns) throws IOException {
        return writer.weights(
                name,
                OnnxFields.FLOAT,
                (long) rows * columns * Float.BYTES,
                1 << 16,
                buffer -> {
                    while (buffer.hasRemaining()) {
                        buffer.putFloat((float) (mean * (0.75 + 0.5 * random.nextDouble())));
                    }
                },
                rows,
                columns);
    }

    private void bytes(ByteBuffer buffer) {
        while (buffer.remaining() >= Long.BYTES) {
            buffer.putLong(random.nextLong());
        }
        while (buffer.hasRemaining()) {
            buffer.put((byte) random.nextInt());
        }
    }
}
