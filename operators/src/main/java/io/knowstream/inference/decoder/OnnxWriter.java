package io.knowstream.inference.decoder;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes an ONNX graph: small constants in its file, weights, streaming, in one beside it. Not thread-safe. */
final class OnnxWriter implements AutoCloseable {

    static final String CONTRIB = "com.microsoft";
    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;
    static final int UINT8 = 2;
    static final int INT8 = 3;

    private final Path file;
    private final String weightsName;
    private final OutputStream weights;
    private final ProtoMessage graph = new ProtoMessage();
    private final Set<String> constants = new HashSet<>();
    private long offset;
    private int nodes;

    /** Fills a part of a tensor's bytes. */
    interface Source {
        /** The next bytes of a tensor, as many as remain in the buffer. */
        void fill(ByteBuffer buffer);
    }

    OnnxWriter(Path file) throws IOException {
        this.file = file;
        this.weightsName = file.getFileName() + "_data";
        this.weights = new BufferedOutputStream(Files.newOutputStream(file.resolveSibling(weightsName)), 1 << 20);
    }

    /** Writes a tensor beside the graph, in parts of at most {@code part} bytes. */
    String weights(String name, int type, long length, int part, Source source, long... dimensions) throws IOException {
        weights.write(new byte[Math.toIntExact(ExternalWeights.page(offset) - offset)]);
        offset = ExternalWeights.page(offset);
        ProtoMessage tensor = tensor(name, type, dimensions);
        ExternalWeights.locate(tensor, weightsName, offset, length);
        graph.add(OnnxFields.GRAPH_INITIALIZER, tensor);
        for (long left = length; left > 0; ) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(part, left)).order(ByteOrder.LITTLE_ENDIAN);
            source.fill(buffer);
            weights.write(buffer.array());
            left -= buffer.capacity();
        }
        offset += length;
        return name;
    }

    /** Floats beside the graph. */
    String floats(String name, float[] values, long... dimensions) throws IOException {
        int[] at = {0};
        return weights(
                name,
                OnnxFields.FLOAT,
                (long) values.length * Float.BYTES,
                1 << 16,
                buffer -> {
                    while (buffer.hasRemaining()) {
                        buffer.putFloat(values[at[0]++]);
                    }
                },
                dimensions);
    }

    /** A constant of whole numbers inside the graph; without dimensions a single number. */
    String constant(long[] dimensions, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder name = new StringBuilder("i").append(dimensions.length);
        for (long value : values) {
            raw.putLong(value);
            name.append('_').append(value);
        }
        return constant(name.toString(), OnnxFields.INT64, raw.flip(), dimensions);
    }

    /** A single float inside the graph. */
    String constant(float value) {
        ByteBuffer raw =
                ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value);
        return constant("f_" + value, OnnxFields.FLOAT, raw.flip());
    }

    private String constant(String name, int type, ByteBuffer raw, long... dimensions) {
        if (constants.add(name)) {
            graph.add(
                    OnnxFields.GRAPH_INITIALIZER, tensor(name, type, dimensions).add(OnnxFields.TENSOR_RAW, raw));
        }
        return name;
    }

    private static ProtoMessage tensor(String name, int type, long... dimensions) {
        ProtoMessage tensor = new ProtoMessage();
        for (long dimension : dimensions) {
            tensor.add(OnnxFields.TENSOR_DIMENSION, dimension);
        }
        return tensor.add(OnnxFields.TENSOR_TYPE, type).add(OnnxFields.TENSOR_NAME, name);
    }

    void input(String name, int type, Object... dimensions) {
        graph.add(OnnxFields.GRAPH_INPUT, OnnxGraph.value(name, type, dimensions));
    }

    void output(String name, int type, Object... dimensions) {
        graph.add(OnnxFields.GRAPH_OUTPUT, OnnxGraph.value(name, type, dimensions));
    }

    /** A node with one output of a name of its own. */
    String node(String operator, Map<String, ?> attributes, String... inputs) {
        String output = operator + "_" + nodes;
        node(operator, attributes, List.of(output), inputs);
        return output;
    }

    /**
     * A node.
     *
     * @param attributes whole numbers, lists of them and floats; {@code domain} is the operator's domain
     * @param outputs empty where one is not wanted
     */
    void node(String operator, Map<String, ?> attributes, List<String> outputs, String... inputs) {
        ProtoMessage node = new ProtoMessage();
        for (String input : inputs) {
            node.add(OnnxFields.NODE_INPUT, input);
        }
        outputs.forEach(output -> node.add(OnnxFields.NODE_OUTPUT, output));
        node.add(OnnxFields.NODE_NAME, operator + "_" + nodes++).add(OnnxFields.NODE_OPERATOR, operator);
        // In the order of the names, so that the file is a function of the graph.
        new TreeMap<>(attributes).forEach((name, value) -> {
            ProtoMessage attribute = new ProtoMessage().add(1, name);
            if (value instanceof Float number) {
                node.add(OnnxFields.NODE_ATTRIBUTE, attribute.add(2, number).add(20, ATTRIBUTE_FLOAT));
            } else if (value instanceof Integer number) {
                node.add(
                        OnnxFields.NODE_ATTRIBUTE,
                        attribute.add(3, (long) number).add(20, ATTRIBUTE_INT));
            } else if (value instanceof int[] numbers) {
                for (int number : numbers) {
                    attribute.add(8, (long) number);
                }
                node.add(OnnxFields.NODE_ATTRIBUTE, attribute.add(20, ATTRIBUTE_INTS));
            } else {
                node.add(7, value.toString());
            }
        });
        graph.add(OnnxFields.GRAPH_NODE, node);
    }

    /** Finishes the weights and writes the graph. */
    @Override
    public void close() throws IOException {
        weights.close();
        ProtoMessage model = new ProtoMessage()
                .add(1, IR_VERSION)
                .add(8, new ProtoMessage().add(1, "").add(2, OPSET))
                .add(8, new ProtoMessage().add(1, CONTRIB).add(2, 1))
                .add(OnnxFields.MODEL_GRAPH, graph.add(2, "decoder"));
        Files.write(file, model.bytes());
    }
}
