package io.knowstream.inference.decoder;

import java.io.IOException;
import java.util.Map;

/** What the graphs of random decoders share: the interface, and the tables of angles of rotary positions (Su et al., 2021). */
abstract sealed class DecoderGraph permits GroupedGraph, PlainGraph {

    /** SmolLM2's. */
    private static final double THETA = 100_000;

    static final float EPSILON = 1e-5f;

    final OnnxWriter writer;
    final RandomWeights weights;
    final RandomDecoder.Size size;

    DecoderGraph(OnnxWriter writer, RandomWeights weights, RandomDecoder.Size size) {
        this.writer = writer;
        this.weights = weights;
        this.size = size;
    }

    /** Writes the whole graph. */
    final void write() throws IOException {
        for (String input : new String[] {DecoderShape.IDS, DecoderShape.MASK, DecoderShape.POSITIONS}) {
            writer.input(
                    input, OnnxFields.INT64, "batch_size", input.equals(DecoderShape.MASK) ? "total_length" : "length");
        }
        writer.output(DecoderShape.LOGITS, OnnxFields.FLOAT, "batch_size", "length", size.vocabulary);
        for (int i = 0; i < 2 * size.layers; i++) {
            boolean value = i % 2 == 1;
            writer.input(
                    DecoderShape.past(i / 2, value),
                    OnnxFields.FLOAT,
                    "batch_size",
                    size.kvHeads,
                    "past_length",
                    size.headSize());
            writer.output(
                    DecoderShape.present(i / 2, value),
                    OnnxFields.FLOAT,
                    "batch_size",
                    size.kvHeads,
                    "present_length",
                    size.headSize());
        }
        String hidden = layers(weights.lookUp(DecoderShape.IDS, size.vocabulary, size.hidden));
        String logits = weights.multiply("vocabulary", hidden, size.hidden, size.vocabulary);
        writer.node("Identity", Map.of(), java.util.List.of(DecoderShape.LOGITS), logits);
    }

    /** From the embeddings of the tokens to the normed output of the last layer. */
    abstract String layers(String embedded) throws IOException;

    /** Cosines or sines of every position, each repeated so many times in a row's halves. */
    final String angles(String name, boolean sine, int repeated) throws IOException {
        int half = size.headSize() / 2;
        float[] values = new float[RandomDecoder.CONTEXT_LENGTH * half * repeated];
        for (int i = 0; i < values.length; i++) {
            int position = i / (half * repeated);
            double angle = position / StrictMath.pow(THETA, (double) (i % half) / half);
            values[i] = (float) (sine ? StrictMath.sin(angle) : StrictMath.cos(angle));
        }
        return writer.floats(name, values, RandomDecoder.CONTEXT_LENGTH, (long) half * repeated);
    }

    /** The two inner matrices of a layer with their gate, and the matrix back. */
    final String inner(String layer, String input, boolean fused) throws IOException {
        String gate = weights.multiply(layer + "gate", input, size.hidden, size.inner);
        String up = weights.multiply(layer + "up", input, size.hidden, size.inner);
        // SiLU is QuickGelu with a factor of one.
        String active = fused
                ? writer.node("QuickGelu", Map.of("domain", OnnxWriter.CONTRIB, "alpha", 1f), gate)
                : writer.node("Mul", Map.of(), gate, writer.node("Sigmoid", Map.of(), gate));
        return weights.multiply(layer + "down", writer.node("Mul", Map.of(), active, up), size.inner, size.hidden);
    }
}
