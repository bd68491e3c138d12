package io.knowstream.job.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.config.EffectiveConfiguration;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.YamlParserUtils;

/**
 * {@code docker-compose.yml} as Docker Compose reads it: aliases and merges resolved, variables with their defaults or those
 * of an environment file. {@link DockerComposeTest} compares it with what Docker Compose itself reads, where that is
 * installed.
 */
final class ComposeFile {

    static final String NAME = "docker-compose.yml";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\$|\\$\\{(\\w+)(?::([-+])([^}]*))?}");

    private final JsonNode root;

    private ComposeFile(JsonNode root) {
        this.root = root;
    }

    /** Reads it with the defaults of all variables. */
    static ComposeFile read() throws Exception {
        return read(Map.of());
    }

    /** Reads it with variables of the environment. */
    static ComposeFile read(Map<String, String> environment) throws Exception {
        Object loaded = YamlParserUtils.loadYamlFile(Shipped.ROOT.resolve(NAME).toFile());
        return new ComposeFile(JSON.valueToTree(resolve(loaded, environment)));
    }

    /** The variables that an environment file sets. */
    static Map<String, String> environment(String path) throws IOException {
        Map<String, String> variables = new TreeMap<>();
        for (String line : Shipped.text(path).split("\n")) {
            if (!line.startsWith("#")) {
                String[] parts = line.split("=", 2);
                variables.put(parts[0], parts[1]);
            }
        }
        return variables;
    }

    private static Object resolve(Object value, Map<String, String> environment) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> resolved = new LinkedHashMap<>();
            map.forEach((key, each) -> {
                if (key.equals("<<")) {
                    ((Map<?, ?>) resolve(each, environment))
                            .forEach((name, merged) -> resolved.put((String) name, merged));
                }
            });
            map.forEach((key, each) -> {
                if (!key.equals("<<")) {
                    resolved.put(String.valueOf(key), resolve(each, environment));
                }
            });
            return resolved;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(each -> resolve(each, environment)).toList();
        }
        return value instanceof String text ? interpolate(text, environment) : value;
    }

    private static String interpolate(String text, Map<String, String> environment) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            if (found.group(1) == null) {
                return Matcher.quoteReplacement("$");
            }
            String value = environment.getOrDefault(found.group(1), "");
            if (found.group(2) == null && value.isEmpty()) {
                throw new IllegalStateException(NAME + ": variable " + found.group(1) + " has no value");
            }
            // With a minus, what stands for a variable that is not set or empty; with a plus, what stands for all
            // others.
            boolean another =
                    found.group(2) != null && value.isEmpty() == found.group(2).equals("-");
            String instead = "+".equals(found.group(2)) ? "" : value;
            return Matcher.quoteReplacement(another ? found.group(3) : instead);
        });
    }

    /** All of it. */
    JsonNode root() {
        return root;
    }

    /** The services by their names. */
    Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new TreeMap<>();
        root.get("services").properties().forEach(each -> services.put(each.getKey(), each.getValue()));
        return services;
    }

    /** One of them. */
    JsonNode service(String name) {
        return services().get(name);
    }

    /** The words of a service's command. */
    List<String> command(String service) {
        return JSON.convertValue(
                service(service).get("command"),
                JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    /** The argument behind an option of a service's command. */
    String argument(String service, String option) {
        List<String> words = command(service);
        return words.get(words.indexOf(option) + 1);
    }

    /**
     * What Flink's image makes of {@code FLINK_PROPERTIES}: the first colon of a line ends the key, and a line that is empty is
     * none. White space is refused: its entry point has versions that take out all of it, and others that leave it in values.
     */
    Configuration flink(String service) {
        Configuration flink = new Configuration();
        for (String line :
                service(service).at("/environment/FLINK_PROPERTIES").textValue().split("\n")) {
            if (!line.isEmpty()) {
                String[] parts = line.split(":", 2);
                if (parts.length != 2 || parts[1].isEmpty() || line.matches(".*\\s.*")) {
                    throw new IllegalStateException(NAME
                            + ": FLINK_PROPERTIES must be lines of key:value without white space (got '" + line + "')");
                }
                flink.setString(parts[0], parts[1]);
            }
        }
        return flink;
    }

    /** The configuration of the job: its preset, and the file that is mounted for it. */
    EffectiveConfiguration job() {
        return EffectiveConfiguration.load(
                Shipped.ROOT.resolve("docker/knowstream.yaml"), Map.of("preset", argument("jobmanager", "--preset")));
    }
}
