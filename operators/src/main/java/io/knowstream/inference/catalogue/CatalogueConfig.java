package io.knowstream.inference.catalogue;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;

/**
 * All that a catalogue is made of, so that a task manager can make the same one.
 *
 * @param directory where models are installed, one folder a name; the same on every machine, or shared by them
 * @param own YAML in the form of {@code conf/models.yaml} that goes over it; empty for none
 */
public record CatalogueConfig(String directory, String own) implements Serializable {

    public CatalogueConfig {
        if (directory.isBlank()) {
            throw new IllegalArgumentException("models.directory must name a directory (got '" + directory + "')");
        }
    }

    /** The default directory and no models but those of {@code conf/models.yaml}. */
    public static CatalogueConfig defaults() {
        return new CatalogueConfig(defaultDirectory(System.getenv()).toString(), "");
    }

    /** {@code $XDG_DATA_HOME/knowstream/models}, by default below {@code ~/.local/share}. */
    public static Path defaultDirectory(Map<String, String> environment) {
        String data = environment.get("XDG_DATA_HOME");
        // The XDG specification: a relative path is to be ignored.
        Path home = data != null && Path.of(data).isAbsolute()
                ? Path.of(data)
                : Path.of(System.getProperty("user.home"), ".local", "share");
        return home.resolve("knowstream").resolve("models");
    }
}
