package io.knowstream.inference.catalogue;

/**
 * One form of a model's weights.
 *
 * @param name e.g. {@code q4}
 * @param file the ONNX file, inside the model's directory
 * @param memory bytes that it is reckoned to take once loaded, before it was ever measured; 0 for not known
 */
public record Quantization(String name, String file, long memory) {

    public Quantization {
        if (!name.matches("[a-z0-9_-]{1,32}")) {
            throw new IllegalArgumentException(
                    "the name of a quantization must match [a-z0-9_-]+ (got " + ModelPath.shown(name) + ")");
        }
        ModelPath.require(file, "the file of quantization " + name);
        if (memory < 0) {
            throw new IllegalArgumentException(
                    "the memory of quantization " + name + " must not be negative (got " + memory + ")");
        }
    }
}
