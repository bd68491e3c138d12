package io.knowstream.inference.decoder;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.pool.ModelLoader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads a decoder. */
record DecoderLoader(DecoderFiles files) implements ModelLoader<CausalLm> {

    @Override
    public Class<CausalLm> type() {
        return CausalLm.class;
    }

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
        return CausalLm.estimatedBytes(weightBytes());
    }

    @Override
    public CausalLm load() {
        return CausalLm.open(files, weightBytes());
    }

    /** The graph's file and those beside it that are named after it, as external data is. */
    private long weightBytes() {
        String stem = files.onnx().getFileName().toString().replaceFirst("\\.onnx$", "");
        long bytes = 0;
        try (DirectoryStream<Path> beside =
                Files.newDirectoryStream(files.onnx().toAbsolutePath().getParent(), stem + "*")) {
            for (Path file : beside) {
                if (file.endsWith(stem + ".onnx") || !file.toString().endsWith(".onnx")) {
                    bytes += Files.size(file);
                }
            }
            return bytes;
        } catch (IOException e) {
            throw new ModelException("model " + files.name() + ": cannot read the folder of " + files.onnx(), e);
        }
    }
}
