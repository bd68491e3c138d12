package io.knowstream.inference.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.inference.ModelException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The files of one installed model: its configuration, its weights, and the hash of both. Immutable. */
public final class ModelFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Source source;
    private final JsonNode config;
    private final String fingerprint;
    private final long modelBytes;

    /** Where the bytes of a model's files come from. */
    interface Source {
        /** All bytes of a file of the model. */
        byte[] read(String file) throws IOException;
    }

    ModelFiles(String name, Source source) throws IOException {
        this.name = name;
        this.source = source;
        byte[] configuration = source.read("config.json");
        byte[] model = source.read("model.onnx");
        this.config = JSON.readTree(configuration);
        this.fingerprint = sha256(configuration, model);
        this.modelBytes = model.length;
    }

    /** The name that the model is found by. */
    public String name() {
        return name;
    }

    /** SHA-256 over the configuration and the weights, in hexadecimal digits. */
    public String fingerprint() {
        return fingerprint;
    }

    /** The length of the ONNX file. */
    public long modelBytes() {
        return modelBytes;
    }

    /** The ONNX file. */
    public byte[] readModel() {
        try {
            return source.read("model.onnx");
        } catch (IOException e) {
            throw new ModelException("model " + name + ": cannot read model.onnx", e);
        }
    }

    /** A whole number of config.json, at {@code path}, its parts divided by slashes. */
    public int number(String path) {
        JsonNode node = at(path);
        if (!node.canConvertToInt() || node.isFloatingPointNumber()) {
            throw new ModelException(
                    "model " + name + ": " + path + " in config.json must be a whole number (got " + node + ")");
        }
        return node.intValue();
    }

    /** A list of names in config.json. */
    public List<String> names(String path) {
        List<String> names = new ArrayList<>();
        at(path).forEach(node -> names.add(node.textValue()));
        if (names.isEmpty() || names.contains(null)) {
            throw new ModelException(
                    "model " + name + ": " + path + " in config.json must be a list of names (got " + at(path) + ")");
        }
        return List.copyOf(names);
    }

    /** A part of config.json. */
    public JsonNode at(String path) {
        JsonNode node = config.at("/" + path);
        if (node.isMissingNode()) {
            throw new ModelException("model " + name + ": config.json has no " + path);
        }
        return node;
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

    @Override
    public String toString() {
        return name;
    }
}
