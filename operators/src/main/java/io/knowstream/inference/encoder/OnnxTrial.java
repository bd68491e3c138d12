package io.knowstream.inference.encoder;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelFiles;

/** Tries whether ONNX Runtime takes a model. */
public final class OnnxTrial {

    private OnnxTrial() {}

    /**
     * Loads a model and lets go of it again. Takes as much memory as the model does.
     *
     * @throws ModelException if it cannot be loaded
     */
    public static void load(ModelFiles files) {
        new OnnxSession(files).close();
    }
}
