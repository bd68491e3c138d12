package io.knowstream.inference.encoder;

import java.util.List;

/** Turns a text of any length into a vector; texts about the same have a high cosine. Thread-safe. */
public interface Embedder {

    /** The length of the vectors. */
    int DIMENSIONS = 384;

    /**
     * The L2-normalised vector of a text.
     *
     * @throws io.knowstream.inference.ModelException if the model fails
     */
    float[] embed(String text);

    /** The vectors of texts, in their order, each as if it were alone. */
    default float[][] embed(List<String> texts) {
        return texts.stream().map(this::embed).toArray(float[][]::new);
    }
}
