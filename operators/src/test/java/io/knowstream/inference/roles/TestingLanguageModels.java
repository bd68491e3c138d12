package io.knowstream.inference.roles;

import io.knowstream.inference.decoder.RandomDecoder;
import io.knowstream.inference.decoder.RandomDecoder.Size;
import io.knowstream.inference.decoder.RandomDecoder.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Small language models of random weights, installed in a folder. */
public final class TestingLanguageModels {

    /** Names all three. */
    public static final String CATALOGUE =
            """
            models:
              lm-bits: {kind: causal-lm}
              lm-floats: {kind: causal-lm, prompt: instruct}
              lm-plain: {kind: causal-lm}
            """;

    private TestingLanguageModels() {}

    /** Writes all three, each with weights of its own. */
    public static void write(Path folder) throws IOException {
        write(folder.resolve("lm-bits"), Weights.FOUR_BITS, 1);
        write(folder.resolve("lm-floats"), Weights.FLOATS, 2);
        write(folder.resolve("lm-plain"), Weights.FLOATS_PLAIN, 3);
    }

    private static void write(Path folder, Weights weights, long seed) throws IOException {
        try (InputStream tokenizer =
                TestingLanguageModels.class.getResourceAsStream("/io/knowstream/models/bench-tokenizer.json")) {
            new RandomDecoder(Size.READER, weights, seed).write(folder, "model.onnx", tokenizer.readAllBytes());
        }
    }
}
