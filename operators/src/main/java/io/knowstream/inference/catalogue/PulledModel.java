package io.knowstream.inference.catalogue;

import java.nio.file.Path;

/**
 * What a pull did.
 *
 * @param name of the model
 * @param directory where it lies
 * @param origin where it came from
 * @param onnxFile the ONNX file
 * @param bytes of all files
 * @param transferred bytes that had to be got
 * @param wasInstalled whether it was installed and intact before
 */
public record PulledModel(
        String name,
        Path directory,
        String origin,
        String onnxFile,
        long bytes,
        long transferred,
        boolean wasInstalled) {}
