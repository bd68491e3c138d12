package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.metrics.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads from Flink's REST interface, the job manager's. It gives sums, least and most of a metric over the subtasks of a
 * task, so that a reading costs the same at any parallelism. Not thread-safe.
 */
public final class FlinkReader implements JobReader {

    /** operator.knowstream.[label.value.]name, with the statistic behind it. */
    private static final Pattern OURS =
            Pattern.compile("(?<operator>.+)\\.knowstream\\.(?:(?<label>[^.]+)\\.(?<value>[^.]+)\\.)?(?<name>[^.]+)");

    private static final String PENDING = ".pendingRecords";

    /** Longer than a cluster takes to answer; one that was asked in the last ten seconds has nothing newer. */
    private static final long COLLECTED_WITHIN_MILLIS = 3_000;

    private static final long LOOK_MILLIS = 500;

    private final JsonApi flink;
    private final String job;

    /** @param job id or name of the job; null where there is one that runs */
    public FlinkReader(JsonApi flink, String job) {
        this.flink = flink;
        this.job = job;
    }

    @Override
    public JobReading read() throws IOException, InterruptedException {
        JsonNode overview = new JobFinder(flink, job).running();
        String path = "/jobs/" + overview.path("jid").asText();
        collect(path);
        JsonNode details = require(path);
        Readings.Builder metrics = new Readings.Builder();
        List<TaskReading> tasks = new ArrayList<>();
        OptionalDouble lag = OptionalDouble.empty();
        for (JsonNode vertex : details.path("vertices")) {
            int parallelism = vertex.path("parallelism").asInt();
            Map<String, Spread> values = new TaskMetrics(
                            flink, path + "/vertices/" + vertex.path("id").asText(), parallelism)
                    .values(FlinkReader::isWanted);
            for (Map.Entry<String, Spread> value : values.entrySet()) {
                add(metrics, value.getKey(), value.getValue());
                if (value.getKey().endsWith(PENDING)) {
                    lag = OptionalDouble.of(lag.orElse(0) + value.getValue().sum());
                }
            }
            tasks.add(TaskReading.of(vertex.path("name").asText(), values));
        }
        Map<String, Double> ofJob = ofJob(path);
        return new JobReading(
                overview.path("name").asText(),
                flink.address().toString(),
                Duration.ofMillis(ofJob.getOrDefault("uptime", 0.0).longValue()),
                ofJob.getOrDefault("numRestarts", 0.0).longValue(),
                metrics.build(),
                tasks,
                checkpoints(require(path + "/checkpoints")),
                lag);
    }

    private JsonNode require(String path) throws IOException, InterruptedException {
        return flink.get(path).orElseThrow(() -> new NoJobException("there is no " + path + " at " + flink.address()));
    }

    private static boolean isWanted(String id) {
        return TaskReading.METRICS.contains(id)
                || id.endsWith(PENDING)
                || parse(id).isPresent();
    }

    /**
     * Flink collects metrics from the task managers when it is asked for some, and answers with those that it has: of the
     * first one who asks in a long time these are old, or none. So this asks, and waits until they have come.
     */
    private void collect(String path) throws IOException, InterruptedException {
        String before = require(path + "/metrics?get=uptime").toString();
        for (long waited = 0; waited < COLLECTED_WITHIN_MILLIS; waited += LOOK_MILLIS) {
            Thread.sleep(LOOK_MILLIS);
            if (!require(path + "/metrics?get=uptime").toString().equals(before)) {
                // The task managers' are asked for at the same time, and may come later.
                Thread.sleep(LOOK_MILLIS);
                return;
            }
        }
    }

    private record Parsed(Metric metric, String labelValue, Statistic statistic, String operator) {}

    private static Optional<Parsed> parse(String id) {
        Matcher parts = OURS.matcher(id);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String value = parts.group("value");
        for (Statistic statistic : Statistic.values()) {
            String name = parts.group("name");
            if (name.endsWith(statistic.suffix())) {
                name = name.substring(0, name.length() - statistic.suffix().length());
                Optional<Metric> metric = Readings.Builder.metric(name, parts.group("label"), value);
                if (metric.isPresent()) {
                    return Optional.of(new Parsed(metric.get(), value, statistic, parts.group("operator")));
                }
            }
        }
        return Optional.empty();
    }

    private static void add(Readings.Builder metrics, String id, Spread spread) {
        parse(id)
                .ifPresent(parsed ->
                        metrics.add(parsed.metric, parsed.labelValue, parsed.statistic, parsed.operator, spread));
    }

    private Map<String, Double> ofJob(String path) throws IOException, InterruptedException {
        Map<String, Double> values = new HashMap<>();
        for (JsonNode each : require(path + "/metrics?get=uptime,numRestarts")) {
            values.put(each.path("id").asText(), each.path("value").asDouble());
        }
        return values;
    }

    private static CheckpointReading checkpoints(JsonNode answer) {
        JsonNode last = answer.at("/latest/completed");
        long failedInARow = 0;
        for (JsonNode each : answer.path("history")) {
            boolean later = each.path("id").asLong() > last.path("id").asLong(0);
            failedInARow += later && "FAILED".equals(each.path("status").asText()) ? 1 : 0;
        }
        return new CheckpointReading(
                answer.at("/counts/completed").asLong(),
                answer.at("/counts/failed").asLong(),
                failedInARow,
                Duration.ofMillis(last.path("end_to_end_duration").asLong()),
                last.path("checkpointed_size").asLong());
    }
}
