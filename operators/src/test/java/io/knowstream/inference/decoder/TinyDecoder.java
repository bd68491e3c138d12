package io.knowstream.inference.decoder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small decoder of random weights, written to a folder and loaded. */
record TinyDecoder(Path folder, CausalLm model) implements AutoCloseable {

    static final int CONTEXT = 1024;

    static TinyDecoder of(Path folder, RandomDecoder.Weights weights) {
        try {
            Path files = folder.resolve(weights.name());
            Path onnx = new RandomDecoder(RandomDecoder.Size.TINY, weights, 7)
                    .write(files, "onnx/model.onnx", benchTokenizer());
            return new TinyDecoder(
                    files, CausalLm.loader(files(folder, weights.name(), onnx)).load());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DecoderFiles files(Path folder, String name, Path onnx) throws IOException {
        Path tokenizer = folder.resolve("tokenizer.json");
        Files.write(tokenizer, benchTokenizer());
        return new DecoderFiles(name, name, onnx, tokenizer, CONTEXT, folder.resolve("work"));
    }

    static byte[] benchTokenizer() throws IOException {
        try (InputStream in = TinyDecoder.class.getResourceAsStream("/io/knowstream/models/bench-tokenizer.json")) {
            return in.readAllBytes();
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
