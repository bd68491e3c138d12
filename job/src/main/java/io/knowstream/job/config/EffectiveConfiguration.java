package io.knowstream.job.config;

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
        Map<String, String> shown = new TreeMap<>();
        for (ConfigOption<?> option : KnownKeys.all()) {
            if (!ConfigurationUtils.canBePrefixMap(option)) {
                Object value = values.get(option);
                shown.put(option.key(), value == null ? "not set" : ConfigReference.text(value));
            }
        }
        sources.keySet().forEach(key -> shown.computeIfAbsent(key, k -> values.getString(k, "")));
        return ConfigurationUtils.hideSensitiveValues(shown).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + " = " + e.getValue() + " (" + source(e.getKey()) + ")")
                .toList();
    }
}
