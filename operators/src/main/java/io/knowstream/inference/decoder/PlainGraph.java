package io.knowstream.inference.decoder;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A decoder of standard ONNX operators, whose attention concatenates the cache with what is new. */
final class PlainGraph extends DecoderGraph {

    private static final int BOOL = 9;
    private static final float NEVER = -1e30f;

    private final String ones;
    private String cosines;
    private String sines;
    private String bias;

    PlainGraph(OnnxWriter writer, RandomWeights weights, RandomDecoder.Size size) throws IOException {
        super(writer, weights, size);
        this.ones = weights.ones(size.hidden);
    }

    @Override
    String layers(String embedded) throws IOException {
        cosines = atPositions(angles("cosines", false, 2));
        sines = atPositions(angles("sines", true, 2));
        bias = bias();
        String sum = embedded;
        for (int i = 0; i < size.layers; i++) {
            String layer = "layer" + i + ".";
            String normed = norm(sum);
            String queries = rotate(heads(weights.multiply(layer + "q", normed, size.hidden, size.hidden), size.heads));
            String newKeys =
                    rotate(heads(weights.multiply(layer + "k", normed, size.hidden, size.kvHidden()), size.kvHeads));
            String newValues = heads(weights.multiply(layer + "v", normed, size.hidden, size.kvHidden()), size.kvHeads);
            String keys = repeat(concatenate(i, false, newKeys));
            String values = repeat(concatenate(i, true, newValues));
            String scores = writer.node("MatMul", Map.of(), queries, writer.node("Transpose", perm(0, 1, 3, 2), keys));
            String scaled =
                    writer.node("Mul", Map.of(), scores, writer.constant((float) (1 / Math.sqrt(size.headSize()))));
            String shares = writer.node("Softmax", Map.of("axis", -1), writer.node("Add", Map.of(), scaled, bias));
            String attended = writer.node(
                    "Reshape",
                    Map.of(),
                    writer.node("Transpose", perm(0, 2, 1, 3), writer.node("MatMul", Map.of(), shares, values)),
                    writer.constant(new long[] {3}, 0, 0, size.hidden));
            sum = writer.node(
                    "Add", Map.of(), sum, weights.multiply(layer + "out", attended, size.hidden, size.hidden));
            sum = writer.node("Add", Map.of(), sum, inner(layer, norm(sum), false));
        }
        return norm(sum);
    }

    /** Zero where a key stands at or before a query and is no filling, else next to minus infinity. */
    private String bias() {
        String total = writer.node(
                "Gather",
                Map.of("axis", 0),
                writer.node("Shape", Map.of(), DecoderShape.MASK),
                writer.constant(new long[0], 1));
        String places =
                writer.node("Range", Map.of(), writer.constant(new long[0], 0), total, writer.constant(new long[0], 1));
        String queries = writer.node("Unsqueeze", Map.of(), DecoderShape.POSITIONS, writer.constant(new long[] {1}, 2));
        String seen = writer.node("LessOrEqual", Map.of(), places, queries);
        String text = writer.node(
                "Unsqueeze",
                Map.of(),
                writer.node("Cast", Map.of("to", BOOL), DecoderShape.MASK),
                writer.constant(new long[] {1}, 1));
        String both = writer.node(
                "Unsqueeze", Map.of(), writer.node("And", Map.of(), seen, text), writer.constant(new long[] {1}, 1));
        return writer.node("Where", Map.of(), both, writer.constant(0f), writer.constant(NEVER));
    }

    private String atPositions(String table) {
        return writer.node(
                "Unsqueeze",
                Map.of(),
                writer.node("Gather", Map.of(), table, DecoderShape.POSITIONS),
                writer.constant(new long[] {1}, 1));
    }

    private String norm(String input) {
        String square = writer.node("Mul", Map.of(), input, input);
        String mean = writer.node("ReduceMean", Map.of("axes", new int[] {-1}, "keepdims", 1), square);
        String root = writer.node("Sqrt", Map.of(), writer.node("Add", Map.of(), mean, writer.constant(EPSILON)));
        return writer.node("Mul", Map.of(), writer.node("Div", Map.of(), input, root), ones);
    }

    private String heads(String input, int heads) {
        String split =
                writer.node("Reshape", Map.of(), input, writer.constant(new long[] {4}, 0, 0, heads, size.headSize()));
        return writer.node("Transpose", perm(0, 2, 1, 3), split);
    }

    private String rotate(String input) {
        int half = size.headSize() / 2;
        String axis = writer.constant(new long[] {1}, 3);
        String middle = writer.constant(new long[] {1}, half);
        String low = writer.node("Slice", Map.of(), input, writer.constant(new long[] {1}, 0), middle, axis);
        String high =
                writer.node("Slice", Map.of(), input, middle, writer.constant(new long[] {1}, size.headSize()), axis);
        String turned = writer.node("Concat", Map.of("axis", 3), writer.node("Neg", Map.of(), high), low);
        return writer.node(
                "Add",
                Map.of(),
                writer.node("Mul", Map.of(), input, cosines),
                writer.node("Mul", Map.of(), turned, sines));
    }

    private String concatenate(int layer, boolean value, String added) {
        writer.node(
                "Concat",
                Map.of("axis", 2),
                List.of(DecoderShape.present(layer, value)),
                DecoderShape.past(layer, value),
                added);
        return DecoderShape.present(layer, value);
    }

    /** Gives each head of queries its head of keys or values. */
    private String repeat(String input) {
        int group = size.heads / size.kvHeads;
        String apart = writer.node("Unsqueeze", Map.of(), input, writer.constant(new long[] {1}, 2));
        String copies = writer.node("Expand", Map.of(), apart, writer.constant(new long[] {5}, 1, 1, group, 1, 1));
        return writer.node(
                "Reshape", Map.of(), copies, writer.constant(new long[] {4}, 0, size.heads, -1, size.headSize()));
    }

    private static Map<String, ?> perm(int... order) {
        return Map.of("perm", order);
    }
}
