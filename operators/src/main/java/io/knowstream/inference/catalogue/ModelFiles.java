package io.knowstream.inference.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.inference.ModelException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of one installed model: its configuration, tokenizer and weights, and the hash of all. Weights in a directory
 * are never read into the heap. Immutable and thread-safe.
 */
public final class ModelFiles {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BUILT_IN_WEIGHTS = "model.onnx";

    /** Those of models have some kilobytes; it is read into the heap. */
    private static final long LARGEST_CONFIGURATION = 16 << 20;

    private final ModelCard card;
    private final Path directory;
    private final String onnxFile;
    private final JsonNode config;
    private final String fingerprint;
    private final long modelBytes;

    private ModelFiles(
            ModelCard card, Path directory, String onnxFile, JsonNode config, String fingerprint, long modelBytes) {
        this.card = card;
        this.directory = directory;
        this.onnxFile = onnxFile;
        this.config = config;
        this.fingerprint = fingerprint;
        this.modelBytes = modelBytes;
    }

    /** The files of a model that ships inside. */
    static ModelFiles builtIn(ModelCard card) throws IOException {
        byte[] configuration = resource(card.name(), ModelLayout.CONFIG);
        byte[] model = resource(card.name(), BUILT_IN_WEIGHTS);
        return new ModelFiles(
                card, null, BUILT_IN_WEIGHTS, JSON.readTree(configuration), sha256(configuration, model), model.length);
    }

    /** The files of a model in a directory; reads all that no remembered hash stands for. */
    static ModelFiles in(ModelCard card, Path directory, Clock clock) throws IOException {
        String onnxFile = ModelLayout.onnxFile(card, directory);
        FileHashes hashes = new FileHashes(directory, clock);
        StringBuilder answers = new StringBuilder("model 1\n")
                .append(card.description())
                .append(card.prompt() == null ? "" : " " + card.prompt().text())
                .append('\n');
        answers.append("config ").append(hashes.sha256(ModelLayout.CONFIG)).append('\n');
        if (ModelPath.isThere(directory, ModelLayout.TOKENIZER)) {
            answers.append("tokenizer ")
                    .append(hashes.sha256(ModelLayout.TOKENIZER))
                    .append('\n');
        }
        answers.append("weights ").append(hashes.sha256(onnxFile)).append('\n');
        Set<String> external = externalData(directory, onnxFile);
        for (String location : external) {
            String file = ModelLayout.beside(onnxFile, location);
            answers.append(location).append(' ').append(hashes.sha256(file)).append('\n');
        }
        return new ModelFiles(
                card,
                directory.toRealPath(),
                onnxFile,
                configuration(ModelPath.inside(directory, ModelLayout.CONFIG)),
                sha256(answers.toString().getBytes(StandardCharsets.UTF_8)),
                weightBytes(directory, onnxFile, external));
    }

    private static JsonNode configuration(Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST_CONFIGURATION) {
            throw new IOException(file + " must have at most " + LARGEST_CONFIGURATION
                    + " bytes to be a configuration (got " + size + ")");
        }
        return JSON.readTree(Files.readAllBytes(file));
    }

    /**
     * Bytes of an ONNX file and its external data; reads neither.
     *
     * @throws IOException if one of them is not there, or outside
     */
    static long weightBytes(Path directory, String onnxFile) throws IOException {
        return weightBytes(directory, onnxFile, externalData(directory, onnxFile));
    }

    private static long weightBytes(Path directory, String onnxFile, Set<String> external) throws IOException {
        long bytes = Files.size(ModelPath.inside(directory, onnxFile));
        for (String location : external) {
            String file = ModelLayout.beside(onnxFile, location);
            if (!ModelPath.isThere(directory, file)) {
                throw new IOException("there is no " + file + ", which holds weights of " + onnxFile);
            }
            bytes += Files.size(ModelPath.inside(directory, file));
        }
        return bytes;
    }

    /** The files that hold weights of an ONNX file; none of a file that is no ONNX, which says so when it is loaded. */
    private static Set<String> externalData(Path directory, String onnxFile) throws IOException {
        try {
            return OnnxHeader.read(ModelPath.inside(directory, onnxFile)).externalData();
        } catch (OnnxHeader.NoOnnxException e) {
            return Set.of();
        }
    }

    /** The name that the model is found by. */
    public String name() {
        return card.name();
    }

    /** What the catalogue knows of it. */
    public ModelCard card() {
        return card;
    }

    /**
     * SHA-256, in hexadecimal digits, over all that its answers depend on: configuration, tokenizer, weights with their
     * external data, and the settings of the catalogue.
     */
    public String fingerprint() {
        return fingerprint;
    }

    /** Bytes of the weights on the disk: the ONNX file and its external data. */
    public long modelBytes() {
        return modelBytes;
    }

    /** Where its files lie; empty for a model that ships inside. */
    public Optional<Path> directory() {
        return Optional.ofNullable(directory);
    }

    /** The ONNX file, beside which its external data lies; empty for a model that ships inside. */
    public Optional<Path> onnxFile() {
        return directory().map(path -> path.resolve(onnxFile));
    }

    /** {@code config.json}; empty for a model that ships inside. */
    public Optional<Path> configFile() {
        return directory().map(path -> path.resolve(ModelLayout.CONFIG));
    }

    /** {@code tokenizer.json}; empty where there is none. */
    public Optional<Path> tokenizerFile() {
        return directory().map(path -> path.resolve(ModelLayout.TOKENIZER)).filter(Files::isRegularFile);
    }

    /**
     * {@code tokenizer.json}, which models that read words need.
     *
     * @throws ModelException if there is none
     */
    public Path requireTokenizer() {
        return tokenizerFile()
                .orElseThrow(() -> new ModelException("model " + name() + " has no " + ModelLayout.TOKENIZER
                        + (directory == null ? "" : " in " + directory)));
    }

    /** The ONNX file of a model that ships inside, or of a small one without external data, in the heap. */
    public byte[] readModel() {
        try {
            return directory == null
                    ? resource(name(), BUILT_IN_WEIGHTS)
                    : Files.readAllBytes(ModelPath.inside(directory, onnxFile));
        } catch (IOException e) {
            throw new ModelException("model " + name() + ": cannot read " + onnxFile, e);
        }
    }

    /** A whole number of config.json, at {@code path}, its parts divided by slashes. */
    public int number(String path) {
        JsonNode node = at(path);
        if (!node.canConvertToInt() || node.isFloatingPointNumber()) {
            throw new ModelException(
                    "model " + name() + ": " + path + " in config.json must be a whole number (got " + node + ")");
        }
        return node.intValue();
    }

    /** A list of names in config.json. */
    public List<String> names(String path) {
        List<String> names = new ArrayList<>();
        at(path).forEach(node -> names.add(node.textValue()));
        if (names.isEmpty() || names.contains(null)) {
            throw new ModelException(
                    "model " + name() + ": " + path + " in config.json must be a list of names (got " + at(path) + ")");
        }
        return List.copyOf(names);
    }

    /** A part of config.json. */
    public JsonNode at(String path) {
        JsonNode node = config.at("/" + path);
        if (node.isMissingNode()) {
            throw new ModelException("model " + name() + ": config.json has no " + path);
        }
        return node;
    }

    @Override
    public String toString() {
        return name();
    }

    private static byte[] resource(String name, String file) throws IOException {
        String path = "/io/knowstream/models/" + name + "/" + file;
        try (InputStream in = ModelFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new FileNotFoundException(path);
            }
            return in.readAllBytes();
        }
    }

    private static String sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
