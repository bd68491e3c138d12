package io.knowstream.job.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Prometheus' configuration as it ships, for other addresses. */
public final class PrometheusFile {

    /** The job in it that scrapes job managers. */
    public static final String JOB_MANAGERS = "knowstream-job-manager";

    /** The job in it that scrapes task managers. */
    public static final String TASK_MANAGERS = "knowstream-task-managers";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private PrometheusFile() {}

    /**
     * Reads the shipped configuration; its rules become absolute paths.
     *
     * @param shipped the directory of {@code prometheus.yml}
     * @param targets {@code host:port} by the name of a job; a job without any scrapes nothing
     * @throws IllegalArgumentException if there is no such job
     */
    public static ObjectNode of(Path shipped, Map<String, List<String>> targets) throws IOException {
        ObjectNode configuration =
                (ObjectNode) YAML.readTree(shipped.resolve("prometheus.yml").toFile());
        ArrayNode rules = YAML.createArrayNode();
        configuration
                .get("rule_files")
                .forEach(file -> rules.add(
                        shipped.resolve(file.textValue()).toAbsolutePath().toString()));
        configuration.set("rule_files", rules);
        List<String> jobs = new ArrayList<>();
        for (JsonNode job : configuration.get("scrape_configs")) {
            String name = job.get("job_name").textValue();
            jobs.add(name);
            ArrayNode addresses = YAML.createArrayNode();
            targets.getOrDefault(name, List.of()).forEach(addresses::add);
            ((ObjectNode) job.get("static_configs").get(0)).set("targets", addresses);
        }
        if (!jobs.containsAll(targets.keySet())) {
            throw new IllegalArgumentException("jobs must be among " + jobs + " (got " + targets.keySet() + ")");
        }
        return configuration;
    }

    /** Writes it. */
    public static void write(ObjectNode configuration, Path file) throws IOException {
        YAML.writeValue(file.toFile(), configuration);
    }
}
