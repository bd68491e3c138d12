package io.knowstream.job.config;

import io.knowstream.job.kafka.KafkaConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;

/**
 * The settings that hold after all layers, each with where it came from: defaults (of the job, then of a local
 * command), preset, file, command line.
 *
 * <p>The preset is itself a setting: the last layer that names one wins.
 */
public final class EffectiveConfiguration {

    private static final String COMMAND_LINE = "command line";
    private static final String LOCAL_COMMAND = "local command";
    private static final String DEFAULT = "default";

    private final Configuration values;
    private final Map<String, String> sources;

    private EffectiveConfiguration(Configuration values, Map<String, String> sources) {
        this.values = values;
        this.sources = sources;
    }

    /**
     * Lays the layers over one another and checks that every key is one and has a value of its type.
     *
     * @param command settings that a local command has in place of defaults; the preset may not be among them
     * @param file a YAML file; null for none
     * @param settings of the command line
     * @throws InvalidConfigurationException if a layer cannot be used
     */
    public static EffectiveConfiguration load(Map<String, String> command, Path file, Map<String, String> settings) {
        Map<String, String> fromFile = file == null ? Map.of() : readFile(file);
        String preset = settings.getOrDefault(
                JobOptions.PRESET.key(),
                fromFile.getOrDefault(JobOptions.PRESET.key(), JobOptions.PRESET.defaultValue()));
        Configuration values = new Configuration();
        Map<String, String> sources = new TreeMap<>();
        lay(command, LOCAL_COMMAND, values, sources);
        lay(Preset.read(preset), Preset.source(preset), values, sources);
        lay(fromFile, String.valueOf(file), values, sources);
        lay(settings, COMMAND_LINE, values, sources);
        EffectiveConfiguration effective = new EffectiveConfiguration(values, sources);
        KnownKeys.all().forEach(effective::check);
        return effective;
    }

    /** The same without a local command. */
    public static EffectiveConfiguration load(Path file, Map<String, String> settings) {
        return load(Map.of(), file, settings);
    }

    private static Map<String, String> readFile(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return YamlFile.read(in, file.toString());
        } catch (IOException e) {
            throw new InvalidConfigurationException("configuration file " + file + " cannot be read: " + e, e);
        }
    }

    private static void lay(
            Map<String, String> layer, String source, Configuration values, Map<String, String> sources) {
        layer.forEach((key, value) -> {
            KnownKeys.require(key, source);
            values.setString(key, value);
            sources.put(key, source);
        });
    }

    private void check(ConfigOption<?> option) {
        try {
            values.getOptional(option);
        } catch (IllegalArgumentException e) {
            if (ConfigurationUtils.canBePrefixMap(option) || SecretSettings.isSecret(option.key())) {
                // Neither the value nor what a parser says of it: there may be a secret in it.
                throw new InvalidConfigurationException(option.key() + " (" + source(option.key())
                        + ") has a value that cannot be read; name each of its keys, as " + option.key() + ".NAME");
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new InvalidConfigurationException(
                    option.key() + " cannot be '" + values.getString(option.key(), "") + "' ("
                            + sources.get(option.key()) + "): " + cause.getMessage(),
                    e);
        }
    }

    /** The value of an option. */
    public <T> T get(ConfigOption<T> option) {
        return values.get(option);
    }

    /** The value of an option that has no default; says what it is for where nobody set it. */
    <T> T require(ConfigOption<T> option) {
        return values.getOptional(option)
                .orElseThrow(() -> new InvalidConfigurationException(option.key() + " is not set"));
    }

    /** Where the value of a key came from. */
    String source(String key) {
        return sources.getOrDefault(key, DEFAULT);
    }

    /** Whether nobody but a default, a preset or a local command has set an option. */
    boolean isOpen(ConfigOption<?> option) {
        String source = source(option.key());
        return source.equals(DEFAULT) || source.equals(LOCAL_COMMAND) || Preset.isSource(source);
    }

    /** The keys that a file, the command line or a local command has set, with their values: secrets are not hidden. */
    public Map<String, String> stated() {
        Map<String, String> stated = new TreeMap<>();
        sources.forEach((key, source) -> {
            if (!Preset.isSource(source)) {
                stated.put(key, values.getString(key, ""));
            }
        });
        return stated;
    }

    /** A line for each key, {@code key = value (source)}, secrets hidden. */
    public List<String> describe() {
        return entries().entrySet().stream()
                .map(e -> e.getKey() + " = " + SecretSettings.shown(e.getKey(), e.getValue()) + " ("
                        + sourceOfEntry(e.getKey()) + ")")
                .toList();
    }

    /**
     * What is to be said of secrets in the clear on the command line, a sentence each: every user of the machine can read
     * them there and, where Flink knows the arguments of a job, everyone in its web UI.
     */
    public List<String> exposed() {
        return entries().entrySet().stream()
                .filter(e -> SecretSettings.isSecret(e.getKey()) && !KafkaConfig.refersToSecret(e.getValue()))
                .map(Map.Entry::getKey)
                .filter(key -> sourceOfEntry(key).equals(COMMAND_LINE))
                .map(key ->
                        key + " is in the clear on the command line, where others can read it: set it in a file, or as"
                                + " ${env:NAME}, ${file:PATH:KEY} or ${directory:PATH:FILE}")
                .toList();
    }

    /** The values of all keys, those of maps entry by entry however they were given. */
    private Map<String, String> entries() {
        Map<String, String> entries = new TreeMap<>();
        for (ConfigOption<?> option : KnownKeys.all()) {
            Object value = values.get(option);
            if (!ConfigurationUtils.canBePrefixMap(option)) {
                entries.put(option.key(), value == null ? "not set" : ConfigReference.text(value));
            } else if (value instanceof Map<?, ?> map) {
                map.forEach((name, each) -> entries.put(option.key() + "." + name, String.valueOf(each)));
            }
        }
        return entries;
    }

    private String sourceOfEntry(String key) {
        boolean ofMap = !sources.containsKey(key) && key.startsWith(KafkaOptions.PROPERTIES.key() + ".");
        return source(ofMap ? KafkaOptions.PROPERTIES.key() : key);
    }
}
