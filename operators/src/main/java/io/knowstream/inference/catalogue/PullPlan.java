package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of the files that a source offers make a model: what it needs, in one form of its weights. */
final class PullPlan {

    /** What is taken along where it is there. */
    private static final Set<String> EXTRAS = Set.of(
            "tokenizer_config.json", "special_tokens_map.json", "generation_config.json", "vocab.txt", "LICENSE");

    private final ModelCard card;
    private final Map<String, RemoteFile> offered = new LinkedHashMap<>();
    private final Map<String, RemoteFile> chosen = new LinkedHashMap<>();
    private final String onnxFile;

    /**
     * Chooses.
     *
     * @param quantization the form of the weights; null for the preferred one
     * @throws ModelException if something that the model needs is not offered
     */
    PullPlan(ModelCard card, String quantization, List<RemoteFile> files, String origin) {
        this.card = card;
        files.forEach(file -> offered.put(file.path(), file));
        this.onnxFile = card.quantization(quantization).map(Quantization::file).orElseGet(() -> onlyOnnx(origin));
        choose(onnxFile, origin);
        choose(ModelLayout.CONFIG, origin);
        if (card.kind() == ModelKind.CAUSAL_LM || offered.containsKey(ModelLayout.TOKENIZER)) {
            choose(ModelLayout.TOKENIZER, origin);
        }
        for (String path : List.copyOf(offered.keySet())) {
            if (EXTRAS.contains(path)) {
                choose(path, origin);
            }
        }
    }

    /** Whether a plan may choose a file of this name: all others need not be looked at. */
    static boolean mayNeed(String path) {
        return path.equals(ModelLayout.CONFIG)
                || path.equals(ModelLayout.TOKENIZER)
                || EXTRAS.contains(path)
                || path.endsWith(".onnx")
                || path.contains(".onnx_data")
                || path.endsWith(".data");
    }

    private String onlyOnnx(String origin) {
        List<String> onnx = onnxFiles();
        for (String usual : List.of("model.onnx", "onnx/model.onnx")) {
            if (onnx.contains(usual)) {
                return usual;
            }
        }
        if (onnx.size() != 1) {
            throw new ModelException("model " + card.name() + ": " + origin + " must have one ONNX file (it has " + onnx
                    + "); list the others under 'quantizations'");
        }
        return onnx.get(0);
    }

    private List<String> onnxFiles() {
        return offered.keySet().stream().filter(path -> path.endsWith(".onnx")).toList();
    }

    private void choose(String path, String origin) {
        RemoteFile file = offered.get(path);
        if (file == null) {
            throw new ModelException("model " + card.name() + ": " + origin + " has no " + path
                    + (path.endsWith(".onnx") ? "; its ONNX files are " + onnxFiles() : ""));
        }
        String twins = offered.keySet().stream()
                .filter(other -> other.equalsIgnoreCase(path) && !other.equals(path))
                .collect(Collectors.joining(", "));
        if (!twins.isEmpty()) {
            throw new ModelException("model " + card.name() + ": " + origin + " has " + path + " and " + twins
                    + ", which are one file where names have no case");
        }
        chosen.put(path, file);
    }

    /** Adds the files that hold weights of the ONNX file, by the names that it gives them. */
    void addExternalData(Set<String> locations, String origin) {
        for (String location : locations) {
            choose(ModelLayout.beside(onnxFile, location), origin);
        }
    }

    /** The ONNX file's name. */
    String onnxFile() {
        return onnxFile;
    }

    /** The files to have, the ONNX file first. */
    List<RemoteFile> files() {
        return List.copyOf(chosen.values());
    }

    /** Their bytes. */
    long bytes() {
        return chosen.values().stream().mapToLong(RemoteFile::size).sum();
    }
}
