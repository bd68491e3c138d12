package io.knowstream.job.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads a file of settings: {@code chunking.max: 512} on one line, or nested, which means the same. */
final class YamlFile {

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private YamlFile() {}

    /** The settings by their full keys; {@code source} names the file in errors. */
    static Map<String, String> read(InputStream in, String source) throws IOException {
        Map<String, String> settings = new TreeMap<>();
        try {
            JsonNode root = YAML.readTree(in);
            if (root.isObject()) {
                flatten("", root, source, settings);
            } else if (!root.isMissingNode() && !root.isNull()) {
                throw new InvalidConfigurationException(source + " must hold settings of the form key: value");
            }
        } catch (JsonProcessingException e) {
            // Without its cause, whose message repeats the lines of the file: there may be a secret in them.
            throw new InvalidConfigurationException(
                    source + " is no valid YAML at line " + e.getLocation().getLineNr() + ": " + problem(e));
        }
        return settings;
    }

    /** What is wrong, without the lines of the file, which are indented. */
    private static String problem(JsonProcessingException e) {
        return e.getOriginalMessage()
                .lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .collect(Collectors.joining(", "));
    }

    private static void flatten(String prefix, JsonNode node, String source, Map<String, String> settings) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String key = prefix + field.getKey();
            JsonNode value = field.getValue();
            if (value.isObject()) {
                flatten(key + ".", value, source, settings);
            } else if (value.isArray() || value.isNull()) {
                throw new InvalidConfigurationException(key + " (" + source + ") must be a single value (got "
                        + SecretSettings.shown(key, value.toString()) + ")");
            } else if (settings.put(key, value.asText()) != null) {
                throw new InvalidConfigurationException(key + " is set twice (" + source + ")");
            }
        }
    }
}
