package io.knowstream.inference.encoder;

import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.pool.LoadedModel;
import io.knowstream.inference.pool.ModelLoader;
import java.util.function.Function;

/** Loads a model of one ONNX file. */
record OnnxLoader<M extends LoadedModel>(Class<M> type, ModelFiles files, Function<ModelFiles, M> open)
        implements ModelLoader<M> {

    @Override
    public String name() {
        return files.name();
    }

    @Override
    public String fingerprint() {
        return files.fingerprint();
    }

    @Override
    public long estimatedBytes() {
        return EncoderMemory.estimatedBytes(files.modelBytes());
    }

    @Override
    public M load() {
        return open.apply(files);
    }

    /** What ships inside is small and always needed. */
    @Override
    public boolean pinned() {
        return files.directory().isEmpty();
    }
}
