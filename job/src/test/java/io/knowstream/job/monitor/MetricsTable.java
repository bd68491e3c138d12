package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of {@code docs/metrics.md}. All of it follows from {@link Metric} and its comments, except the operators, which
 * are what a real job shows.
 */
final class MetricsTable {

    static final Path FILE = Path.of("../docs/metrics.md").toAbsolutePath().normalize();

    private static final Path SOURCE = Path.of("../operators/src/main/java/io/knowstream/metrics/Metric.java")
            .toAbsolutePath()
            .normalize();
    private static final Pattern COMMENT = Pattern.compile("/\\*\\* (.*?) \\*/\\s+([A-Z_]+)\\(");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\|.*\\| ([^|]*) \\|");
    private static final String PREFIX = "flink_taskmanager_job_task_operator_knowstream_";

    /** Behind an operator that need not show a metric in a healthy job. */
    private static final String MAYBE_NONE = " *";

    private static final Map<String, String> UNITS = Map.of(
            "Micros", "µs",
            "Millis", "ms",
            "Ppm", "millionths",
            "Bytes", "bytes");

    private MetricsTable() {}

    /** The whole file, with the operators that the one on disk names. */
    static String render() throws IOException {
        Map<String, String> comments = new LinkedHashMap<>();
        Matcher comment = COMMENT.matcher(Files.readString(SOURCE));
        while (comment.find()) {
            comments.put(comment.group(2), comment.group(1).replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`"));
        }
        Map<String, String> operators = operators();
        StringBuilder out = new StringBuilder(
                """
                # Metrics

                What the job measures, as Flink's Prometheus reporter writes it: each name behind
                `%s`, with the labels `job_name`, `job_id`, `operator_name`,
                `subtask_index`, `tm_id` and others of Flink's. Counters only grow, although Flink declares them as gauges; a restarted
                subtask begins anew. A histogram has the `quantile`s 0.5, 0.75, 0.95, 0.98, 0.99 and 0.999 of the last 1000 measurements of
                a subtask, and `_count`. What a metric says of a task manager is shown by each subtask of it: take the largest by `tm_id`.
                Characters that are no letters, digits or `_`, as in names of models, become `_`.

                An operator with `*` shows the metric only once it has happened, or where it is configured.

                A test compares this table with `Metric.java` and with what a running job shows.

                | metric | kind | unit | what | operator |
                |---|---|---|---|---|
                """
                        .formatted(PREFIX));
        for (Metric metric : Metric.values()) {
            out.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s | %s | %s | %s |\n",
                    name(metric),
                    metric.kind().name().toLowerCase(Locale.ROOT),
                    unit(metric),
                    comments.get(metric.name()),
                    operators.getOrDefault(name(metric), "?")));
        }
        return out.toString();
    }

    private static Map<String, String> operators() throws IOException {
        Map<String, String> operators = new LinkedHashMap<>();
        if (Files.exists(FILE)) {
            Matcher row = ROW.matcher(Files.readString(FILE));
            while (row.find()) {
                operators.put(row.group(1), row.group(2));
            }
        }
        return operators;
    }

    /** As it is selected in an expression. */
    private static String name(Metric metric) {
        if (metric.label() == null) {
            return metric.metricName();
        }
        String matcher = metric.isOpen() ? "" : "{" + metric.label() + "=\"" + metric.labelValue() + "\"}";
        return metric.label() + "_" + metric.metricName() + matcher;
    }

    private static String unit(Metric metric) {
        return UNITS.entrySet().stream()
                .filter(unit -> metric.metricName().endsWith(unit.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    /** Rows whose operators are others than those that show the metric; a metric that nobody shows is one too. */
    static List<String> differences(TestingPrometheus prometheus) throws Exception {
        Map<String, String> operators = operators();
        List<String> differences = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            Set<String> shown = new TreeSet<>();
            for (JsonNode series : prometheus.query("group by (operator_name) (" + PREFIX + name(metric) + ")")) {
                shown.add(series.at("/metric/operator_name").asText());
            }
            String expected = operators.getOrDefault(name(metric), "?");
            Set<String> missing = new TreeSet<>(List.of(expected.split(", ")));
            // Each name stands there with or without its mark.
            Set<String> foreign = new TreeSet<>(shown);
            missing.removeIf(name -> {
                foreign.remove(name.replace(MAYBE_NONE, ""));
                return name.endsWith(MAYBE_NONE) || shown.contains(name);
            });
            if (!missing.isEmpty() || !foreign.isEmpty()) {
                differences.add(name(metric) + " is shown by '" + String.join(", ", shown)
                        + "', and docs/metrics.md says '" + expected + "'");
            }
        }
        return differences;
    }
}
