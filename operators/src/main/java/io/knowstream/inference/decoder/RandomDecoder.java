package io.knowstream.inference.decoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A decoder of a real model's shape with random weights, in the Hugging Face layout: what time and memory a model takes is a
 * matter of its shape, so that both can be measured where no weights can be had. What it says means nothing.
 *
 * @param size the shape
 * @param weights how the weights are stored and which attention the graph has
 * @param seed of the weights: the files are a function of these three
 */
public record RandomDecoder(Size size, Weights weights, long seed) {

    /** The tokens that the graphs' tables of angles reach to. */
    public static final int CONTEXT_LENGTH = 2048;

    /** Shapes of the SmolLM family, from the config.json files of its models, and two for tests. */
    public enum Size {
        /** For tests. */
        TINY(2, 64, 4, 2, 128, 512),
        /** For tests that read texts with a tokenizer of their own. */
        READER(2, 64, 4, 2, 128, 8192),
        /** SmolLM and SmolLM2 135M. */
        M135(30, 576, 9, 3, 1536, 49152),
        /** SmolLM and SmolLM2 360M. */
        M360(32, 960, 15, 5, 2560, 49152),
        /** SmolLM and SmolLM2 1.7B. */
        B1_7(24, 2048, 32, 32, 8192, 49152);

        final int layers;
        final int hidden;
        final int heads;
        final int kvHeads;
        final int inner;
        final int vocabulary;

        Size(int layers, int hidden, int heads, int kvHeads, int inner, int vocabulary) {
            this.layers = layers;
            this.hidden = hidden;
            this.heads = heads;
            this.kvHeads = kvHeads;
            this.inner = inner;
            this.vocabulary = vocabulary;
        }

        int headSize() {
            return hidden / heads;
        }

        int kvHidden() {
            return kvHeads * headSize();
        }
    }

    /** How weights are stored, and which attention reads the cache. */
    public enum Weights {
        /** Four bits in blocks of 64, multiplied as 8-bit numbers; GroupQueryAttention. */
        FOUR_BITS,
        /** Floats; GroupQueryAttention. */
        FLOATS,
        /** Floats; attention of plain operators, with keys and values concatenated. */
        FLOATS_PLAIN
    }

    /**
     * Writes config.json, the graph with its weights beside it, and the tokenizer.
     *
     * @param folder made where it is missing
     * @param onnx the graph's file in the folder, such as {@code onnx/model_q4.onnx}
     * @param tokenizer the tokenizer.json; null where none is to be written
     * @return the graph's file
     */
    public Path write(Path folder, String onnx, byte[] tokenizer) throws IOException {
        Path file = folder.resolve(onnx);
        Files.createDirectories(file.getParent());
        Files.writeString(folder.resolve("config.json"), config());
        if (tokenizer != null) {
            Files.write(folder.resolve("tokenizer.json"), tokenizer);
        }
        try (OnnxWriter writer = new OnnxWriter(file)) {
            RandomWeights random = new RandomWeights(writer, seed, weights == Weights.FOUR_BITS);
            if (weights == Weights.FLOATS_PLAIN) {
                new PlainGraph(writer, random, size).write();
            } else {
                new GroupedGraph(writer, random, size).write();
            }
        }
        return file;
    }

    private String config() {
        return String.format(
                Locale.ROOT,
                """
                {
                  "architectures": ["LlamaForCausalLM"],
                  "model_type": "llama",
                  "hidden_act": "silu",
                  "hidden_size": %d,
                  "intermediate_size": %d,
                  "max_position_embeddings": %d,
                  "num_attention_heads": %d,
                  "num_hidden_layers": %d,
                  "num_key_value_heads": %d,
                  "rms_norm_eps": 1e-05,
                  "rope_theta": 100000,
                  "vocab_size": %d
                }
                """,
                size.hidden,
                size.inner,
                CONTEXT_LENGTH,
                size.heads,
                size.layers,
                size.kvHeads,
                size.vocabulary);
    }
}
