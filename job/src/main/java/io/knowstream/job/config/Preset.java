package io.knowstream.job.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The configurations that ship with the job, from {@code conf/presets}. */
public final class Preset {

    /** The names of all presets, the default first. */
    public static final List<String> NAMES =
            List.of("builtin", "balanced", "speed", "quality", "memory", "container", "edge", "server");

    private static final String DIRECTORY = "/io/knowstream/conf/presets/";

    private Preset() {}

    static String source(String name) {
        return "preset " + name;
    }

    static boolean isSource(String source) {
        return NAMES.stream().anyMatch(name -> source(name).equals(source));
    }

    static Map<String, String> read(String name) {
        if (!NAMES.contains(name)) {
            throw new InvalidConfigurationException(
                    "there is no preset " + name + "; there are " + String.join(", ", NAMES));
        }
        try (InputStream in = Preset.class.getResourceAsStream(DIRECTORY + name + ".yaml")) {
            return YamlFile.read(in, source(name));
        } catch (IOException e) {
            throw new UncheckedIOException("preset " + name + " cannot be read", e);
        }
    }
}
