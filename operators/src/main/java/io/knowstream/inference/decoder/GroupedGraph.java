package io.knowstream.inference.decoder;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A decoder of ONNX Runtime's fused operators, whose attention reads and writes the cache in place. */
final class GroupedGraph extends DecoderGraph {

    private static final int INT32 = 6;

    GroupedGraph(OnnxWriter writer, RandomWeights weights, RandomDecoder.Size size) {
        super(writer, weights, size);
    }

    @Override
    String layers(String embedded) throws IOException {
        String ones = weights.ones(size.hidden);
        String cosines = angles("cosines", false, 1);
        String sines = angles("sines", true, 1);
        String axis = writer.constant(new long[] {1}, 1);
        String last = writer.node(
                "Sub", Map.of(), writer.node("ReduceSum", Map.of("keepdims", 1), DecoderShape.MASK, axis), axis);
        String lengths = writer.node("Cast", Map.of("to", INT32), last);
        String columns = writer.node(
                "Gather",
                Map.of("axis", 0),
                writer.node("Shape", Map.of(), DecoderShape.MASK),
                writer.constant(new long[0], 1));
        String total = writer.node("Cast", Map.of("to", INT32), columns);
        int kv = size.kvHidden();
        String sum = embedded;
        String normed = writer.node(
                "SimplifiedLayerNormalization", Map.of("axis", -1, "epsilon", EPSILON, "stash_type", 1), sum, ones);
        for (int i = 0; i < size.layers; i++) {
            String layer = "layer" + i + ".";
            String qkv = weights.multiply(layer + "qkv", normed, size.hidden, size.hidden + 2 * kv);
            writer.node(
                    "GroupQueryAttention",
                    Map.of(
                            "domain",
                            OnnxWriter.CONTRIB,
                            "num_heads",
                            size.heads,
                            "kv_num_heads",
                            size.kvHeads,
                            "do_rotary",
                            1),
                    List.of(layer + "attention", DecoderShape.present(i, false), DecoderShape.present(i, true)),
                    qkv,
                    "",
                    "",
                    DecoderShape.past(i, false),
                    DecoderShape.past(i, true),
                    lengths,
                    total,
                    cosines,
                    sines);
            String attended = weights.multiply(layer + "out", layer + "attention", size.hidden, size.hidden);
            sum = addAndNorm(layer + "middle", sum, attended, ones);
            String inner = inner(layer, layer + "middle.normed", true);
            sum = addAndNorm(layer + "end", sum, inner, ones);
            normed = layer + "end.normed";
        }
        return normed;
    }

    /** Adds, and norms the sum as {@code name.normed}; the sum. */
    private String addAndNorm(String name, String sum, String added, String ones) {
        writer.node(
                "SkipSimplifiedLayerNormalization",
                Map.of("domain", OnnxWriter.CONTRIB, "epsilon", EPSILON),
                List.of(name + ".normed", "", "", name + ".sum"),
                sum,
                added,
                ones);
        return name + ".sum";
    }
}
