package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The installed models by name: the built-in ones, which ship inside the jar, and others by their directories, in the
 * Hugging Face layout. Immutable and thread-safe.
 */
public final class ModelCatalogue {

    /** The built-in token classifier of the role {@code entity}. */
    public static final String ENTITIES = "knowstream-entities";
    /** The built-in relation classifier of the role {@code relationship}. */
    public static final String RELATIONS = "knowstream-relations";
    /** The built-in sentence embedder of the role {@code embedding}. */
    public static final String EMBEDDING = "knowstream-embedding";

    private static final List<String> BUILT_IN = List.of(ENTITIES, RELATIONS, EMBEDDING);
    private static final ModelCatalogue ONLY_BUILT_IN = new ModelCatalogue(Map.of());

    private final Map<String, Path> directories;
    private final Map<String, ModelFiles> found = new ConcurrentHashMap<>();

    private ModelCatalogue(Map<String, Path> directories) {
        this.directories = new TreeMap<>(directories);
    }

    /** The built-in models alone. */
    public static ModelCatalogue builtIn() {
        return ONLY_BUILT_IN;
    }

    /** The built-in models and those in directories, by name; a directory of a built-in model's name replaces it. */
    public static ModelCatalogue with(Map<String, Path> directories) {
        return new ModelCatalogue(directories);
    }

    /** The names of all models, installed ones of the configuration first. */
    public List<String> names() {
        List<String> names = new ArrayList<>(directories.keySet());
        BUILT_IN.stream().filter(name -> !directories.containsKey(name)).forEach(names::add);
        return List.copyOf(names);
    }

    /**
     * Finds a model and reads its files; loads nothing into ONNX Runtime.
     *
     * @throws ModelException if there is none of this name, or a file of it is missing
     */
    public ModelFiles find(String name) {
        return found.computeIfAbsent(name, this::read);
    }

    private ModelFiles read(String name) {
        Path directory = directories.get(name);
        if (directory == null && !BUILT_IN.contains(name)) {
            throw new ModelException("model " + name + " is not installed (installed are " + names() + ")");
        }
        try {
            return new ModelFiles(
                    name,
                    directory == null
                            ? file -> resource(name, file)
                            : file -> Files.readAllBytes(directory.resolve(file)));
        } catch (IOException e) {
            throw new ModelException(
                    "model " + name + " cannot be read from " + (directory == null ? "the class path" : directory), e);
        }
    }

    private static byte[] resource(String name, String file) throws IOException {
        String path = "/io/knowstream/models/" + name + "/" + file;
        try (InputStream in = ModelCatalogue.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new FileNotFoundException(path);
            }
            return in.readAllBytes();
        }
    }
}
