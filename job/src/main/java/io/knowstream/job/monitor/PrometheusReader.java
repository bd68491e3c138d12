package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads from the HTTP interface of a Prometheus that scrapes the cluster. Names of models and tasks are as Flink's reporter
 * writes them, with {@code _} for all but letters and digits. Not thread-safe.
 */
public final class PrometheusReader implements JobReader {

    private static final String OPERATOR = "flink_taskmanager_job_task_operator_";
    private static final String OURS = OPERATOR + "knowstream_";
    private static final String TASK = "flink_taskmanager_job_task_";
    private static final String JOB = "flink_jobmanager_job_";

    /** A range of Prometheus; it must hold some scrapes, and some checkpoints. */
    private static final String RECENTLY = "5m";

    private final JsonApi prometheus;
    private final String job;

    /** @param job id or name of the job; null where there is one */
    public PrometheusReader(JsonApi prometheus, String job) {
        this.prometheus = prometheus;
        this.job = job;
    }

    /** A series at one moment. */
    private record Sample(String name, JsonNode labels, double value) {

        String label(String label) {
            return labels.path(label).asText(null);
        }
    }

    @Override
    public JobReading read() throws IOException, InterruptedException {
        List<Sample> samples = query("{__name__=~\"" + OURS + ".*|" + OPERATOR + "pendingRecords|" + TASK + "("
                + String.join("|", TaskReading.METRICS) + ")|" + JOB
                + "(uptime|numRestarts|numberOfCompletedCheckpoints|numberOfFailedCheckpoints"
                + "|lastCheckpointDuration|lastCheckpointSize)\"}");
        String id = jobOf(samples);
        List<Sample> ofJob =
                samples.stream().filter(s -> id.equals(s.label("job_id"))).toList();
        Readings.Builder metrics = new Readings.Builder();
        Map<String, Map<String, Spread>> tasks = new TreeMap<>();
        Map<String, Double> job = new TreeMap<>();
        OptionalDouble lag = OptionalDouble.empty();
        for (Sample sample : ofJob) {
            if (sample.name.startsWith(OURS)) {
                add(metrics, sample);
            } else if (sample.name.startsWith(OPERATOR)) {
                lag = OptionalDouble.of(lag.orElse(0) + sample.value);
            } else if (sample.name.startsWith(TASK)) {
                tasks.computeIfAbsent(sample.label("task_name"), name -> new LinkedHashMap<>())
                        .merge(sample.name.substring(TASK.length()), Spread.of(sample.value), Spread::and);
            } else {
                job.put(sample.name.substring(JOB.length()), sample.value);
            }
        }
        return new JobReading(
                ofJob.get(0).label("job_name"),
                prometheus.address().toString(),
                Duration.ofMillis(value(job, "uptime")),
                value(job, "numRestarts"),
                metrics.build(),
                tasks.entrySet().stream()
                        .map(task -> TaskReading.of(task.getKey(), task.getValue()))
                        .toList(),
                new CheckpointReading(
                        value(job, "numberOfCompletedCheckpoints"),
                        value(job, "numberOfFailedCheckpoints"),
                        failedInARow(id),
                        Duration.ofMillis(Math.max(0, value(job, "lastCheckpointDuration"))),
                        Math.max(0, value(job, "lastCheckpointSize"))),
                lag);
    }

    /** Those of the last minutes, where none was completed meanwhile. */
    private long failedInARow(String id) throws IOException, InterruptedException {
        return recently("numberOfCompletedCheckpoints", id) > 0 ? 0 : recently("numberOfFailedCheckpoints", id);
    }

    private long recently(String counter, String id) throws IOException, InterruptedException {
        List<Sample> grown = query("delta(" + JOB + counter + "{job_id=\"" + id + "\"}[" + RECENTLY + "])");
        return grown.isEmpty() ? 0 : Math.round(grown.get(0).value);
    }

    private static long value(Map<String, Double> values, String name) {
        return values.getOrDefault(name, 0.0).longValue();
    }

    private List<Sample> query(String expression) throws IOException, InterruptedException {
        String path = "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
        JsonNode answer = prometheus
                .get(path)
                .orElseThrow(() -> new IOException("there is no /api/v1/query at " + prometheus.address()
                        + ": it must be the address of a Prometheus, as http://localhost:9090"));
        List<Sample> samples = new ArrayList<>();
        for (JsonNode each : answer.at("/data/result")) {
            JsonNode labels = each.path("metric");
            double value = Double.parseDouble(each.path("value").path(1).asText("NaN"));
            // A distribution that has no measurements yet has no quantiles.
            if (!Double.isNaN(value)) {
                samples.add(new Sample(labels.path("__name__").asText(), labels, value));
            }
        }
        return samples;
    }

    /** The id of the job that is meant. */
    private String jobOf(List<Sample> samples) throws NoJobException {
        Map<String, String> jobs = new TreeMap<>();
        for (Sample sample : samples) {
            // Another job of the cluster has no metrics of ours.
            if (sample.name.startsWith(OURS)) {
                jobs.put(sample.label("job_id"), sample.label("job_name"));
            }
        }
        Set<String> meant = new LinkedHashSet<>(jobs.keySet());
        if (job != null) {
            // Flink's reporter makes "_" of all other characters in labels.
            String label = job.replaceAll("[^a-zA-Z0-9:_]", "_");
            meant.removeIf(id -> !job.equals(id) && !label.equals(jobs.get(id)));
        }
        if (meant.size() != 1) {
            throw new NoJobException((meant.isEmpty() ? "no such job" : "several jobs") + " in the Prometheus at "
                    + prometheus.address() + (job == null ? "" : ": " + job) + "; there are: "
                    + (jobs.isEmpty() ? "none (does it scrape the task managers?)" : jobs));
        }
        return meant.iterator().next();
    }

    private static void add(Readings.Builder metrics, Sample sample) {
        String name = sample.name.substring(OURS.length());
        // The label's name stands before the metric's; counts of distributions have an underscore too, and no label.
        int label = name.indexOf('_');
        String labelValue = label < 0 ? null : sample.label(name.substring(0, label));
        String labelName = labelValue == null ? null : name.substring(0, label);
        String metricName = labelValue == null ? name : name.substring(label + 1);
        String quantile = sample.label("quantile");
        for (Statistic statistic : Statistic.values()) {
            if (statistic.quantile().equals(quantile == null ? "" : quantile)) {
                Readings.Builder.metric(metricName, labelName, labelValue)
                        .ifPresent(metric -> metrics.add(
                                metric, labelValue, statistic, sample.label("operator_name"), Spread.of(sample.value)));
            }
        }
    }
}
