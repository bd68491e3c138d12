package io.knowstream.inference.decoder;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a step reads of a graph's weights: all but the tables from which it takes a row a token, which are those of embeddings
 * and of the angles of positions.
 */
final class WeightsRead {

    /**
     * The first of two inputs, cosines and sines, of the operators that take a position's row of them.
     *
     * @see <a href="https://github.com/microsoft/onnxruntime/blob/v1.22.0/docs/ContribOperators.md">their inputs</a>
     */
    private static final Map<String, Integer> ANGLES = Map.of("GroupQueryAttention", 7, "RotaryEmbedding", 2);

    private WeightsRead() {}

    /** Bytes, as they are stored. */
    static long bytes(OnnxGraph graph) {
        Set<String> read = new HashSet<>();
        for (ProtoMessage.Field node : graph.graph().all(OnnxFields.GRAPH_NODE)) {
            addInputs(read, node.message());
        }
        long bytes = 0;
        for (ProtoMessage.Field field : graph.graph().all(OnnxFields.GRAPH_INITIALIZER)) {
            ProtoMessage tensor = field.message();
            if (read.contains(tensor.text(OnnxFields.TENSOR_NAME))) {
                long elements = Arrays.stream(tensor.values(OnnxFields.TENSOR_DIMENSION))
                        .reduce(1, (a, b) -> a * b);
                bytes += elements * elementBytes(tensor.value(OnnxFields.TENSOR_TYPE));
            }
        }
        return bytes;
    }

    private static void addInputs(Set<String> read, ProtoMessage node) {
        String operator = node.text(OnnxFields.NODE_OPERATOR);
        if (operator.startsWith("Gather")) {
            return;
        }
        List<ProtoMessage.Field> inputs = node.all(OnnxFields.NODE_INPUT);
        int angles = ANGLES.getOrDefault(operator, inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            if (i < angles || i > angles + 1) {
                read.add(inputs.get(i).text());
            }
        }
    }

    /** Bytes of an element of an ONNX type that weights have. */
    private static int elementBytes(long type) {
        return switch ((int) type) {
            case 2, 3, 9 -> Byte.BYTES;
            case 4, 5, 10, 16 -> Short.BYTES;
            case OnnxFields.INT64, 11 -> Long.BYTES;
            default -> Float.BYTES;
        };
    }
}
