package io.knowstream.inference.catalogue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where in a model's directory its files lie: the Hugging Face layout. */
final class ModelLayout {

    static final String CONFIG = "config.json";
    static final String TOKENIZER = "tokenizer.json";

    private ModelLayout() {}

    /**
     * The ONNX file: of the forms that the card lists the first that is there, else {@code model.onnx} or
     * {@code onnx/model.onnx}, else the only one.
     *
     * @throws IOException if there is none, or there are several to choose from
     */
    static String onnxFile(ModelCard card, Path directory) throws IOException {
        List<String> candidates = new ArrayList<>(
                card.quantizations().stream().map(Quantization::file).toList());
        candidates.add("model.onnx");
        candidates.add("onnx/model.onnx");
        for (String candidate : candidates) {
            if (ModelPath.isThere(directory, candidate)) {
                return candidate;
            }
        }
        List<String> found = new ArrayList<>();
        list(directory, "", found);
        list(directory.resolve("onnx"), "onnx/", found);
        if (found.size() == 1) {
            return found.get(0);
        }
        Collections.sort(found);
        throw found.isEmpty()
                ? new NoSuchFileException(
                        directory.toString(), null, "there is no *.onnx in it, nor in its folder onnx")
                : new IOException(directory + " has several ONNX files: " + String.join(", ", found)
                        + "; name one under 'quantizations' of model " + card.name() + ", or call it model.onnx");
    }

    private static void list(Path directory, String prefix, List<String> into) throws IOException {
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.onnx")) {
                files.forEach(file -> into.add(prefix + file.getFileName()));
            }
        }
    }

    /** The name, inside the model's directory, of a file that an ONNX file names: relative to itself. */
    static String beside(String onnxFile, String location) {
        String folder = onnxFile.substring(0, onnxFile.lastIndexOf('/') + 1);
        return ModelPath.require(
                folder + ModelPath.require(location, "external data of " + onnxFile), "external data of " + onnxFile);
    }
}
