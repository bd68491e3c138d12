package io.knowstream.inference.decoder;

import java.nio.file.Path;

/**
 * A decoder on disk.
 *
 * @param name the model's name, for messages
 * @param fingerprint what the files are: files with the same fingerprint are the same
 * @param onnx the graph in the Hugging Face decoder interface, with its weights inside or beside it
 * @param tokenizer the tokenizer.json
 * @param contextLength the most tokens that the model reads and writes in one sequence
 * @param workDirectory where files may be left that make the next load faster, a folder for each fingerprint
 */
public record DecoderFiles(
        String name, String fingerprint, Path onnx, Path tokenizer, int contextLength, Path workDirectory) {

    public DecoderFiles {
        if (contextLength < 64) {
            throw new IllegalArgumentException(
                    "the context length of model " + name + " must be at least 64 tokens (got " + contextLength + ")");
        }
        if (!fingerprint.matches("[0-9A-Za-z_-]{1,128}")) {
            throw new IllegalArgumentException("the fingerprint of model " + name
                    + " must be up to 128 letters, digits, - and _ (got " + fingerprint + ")");
        }
    }
}
