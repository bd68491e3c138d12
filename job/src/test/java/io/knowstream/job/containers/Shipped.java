package io.knowstream.job.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the project, seen from the module that is tested. */
final class Shipped {

    /** The project. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Shipped() {}

    /** A file of YAML that has one document, without anchors. */
    static JsonNode yaml(String path) throws IOException {
        return YAML.readTree(ROOT.resolve(path).toFile());
    }

    /** All documents of a text in YAML. */
    static List<JsonNode> documents(String text) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            return documents.readAll();
        }
    }

    /** The text of a file. */
    static String text(String path) throws IOException {
        return Files.readString(ROOT.resolve(path), StandardCharsets.UTF_8);
    }

    /** A property of the build, e.g. {@code flink.version}. */
    static String property(String name) throws IOException {
        Matcher value =
                Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)</").matcher(text("pom.xml"));
        if (!value.find()) {
            throw new IllegalStateException("pom.xml has no property " + name);
        }
        return value.group(1);
    }

    /** What images are tagged with: the version of the project, without what says that it is no release. */
    static String version() throws IOException {
        // The first there is in pom.xml is the project's own.
        return property("version").replace("-SNAPSHOT", "");
    }

    /** Runs a command in the project; what it printed, which must be all that there is to say. */
    static String run(String... command) throws IOException, InterruptedException {
        return runWith(Map.of(), command);
    }

    /** The same with more variables of the environment. */
    static String runWith(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT.toFile());
        builder.environment().putAll(environment);
        Path errors = Files.createTempFile("errors", ".txt");
        try {
            Process process = builder.redirectError(errors.toFile()).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as(String.join(" ", command) + ": " + Files.readString(errors))
                    .isZero();
            return said;
        } finally {
            Files.delete(errors);
        }
    }
}
