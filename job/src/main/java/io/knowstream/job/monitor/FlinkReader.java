package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.metrics.Metric;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

    /** Names in one request: an address may not be too long. */
    private static final int BATCH = 40;

    private final URI address;
    private final JsonApi flink;
    private final String job;

    /** @param job id or name of the job; null where there is one that runs */
    public FlinkReader(URI address, String job) {
        this.address = address;
        this.flink = new JsonApi(address);
        this.job = job;
    }

    @Override
    public JobReading read() throws IOException, InterruptedException {
        JsonNode overview = new JobFinder(address, flink, job).running();
        String path = "/jobs/" + overview.path("jid").asText();
        JsonNode details = require(path);
        Readings.Builder metrics = new Readings.Builder();
        List<TaskReading> tasks = new ArrayList<>();
        OptionalDouble lag = OptionalDouble.empty();
        for (JsonNode vertex : details.path("vertices")) {
            int parallelism = vertex.path("parallelism").asInt();
            Map<String, Spread> values =
                    values(path + "/vertices/" + vertex.path("id").asText(), parallelism);
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
                address.toString(),
                Duration.ofMillis(ofJob.getOrDefault("uptime", 0.0).longValue()),
                ofJob.getOrDefault("numRestarts", 0.0).longValue(),
                metrics.build(),
                tasks,
                checkpoints(require(path + "/checkpoints")),
                lag);
    }

    private JsonNode require(String path) throws IOException, InterruptedException {
        return flink.get(path).orElseThrow(() -> new NoJobException("there is no " + path + " at " + address));
    }

    /** What is wanted of the metrics of a task, by their ids. */
    private Map<String, Spread> values(String vertex, int parallelism) throws IOException, InterruptedException {
        String path = vertex + "/subtasks/metrics";
        List<String> ids = new ArrayList<>();
        for (JsonNode each : require(path)) {
            String id = each.path("id").asText();
            if (TaskReading.METRICS.contains(id)
                    || id.endsWith(PENDING)
                    || parse(id).isPresent()) {
                ids.add(id);
            }
        }
        Map<String, Spread> values = new HashMap<>();
        for (int from = 0; from < ids.size(); from += BATCH) {
            String some = String.join(",", ids.subList(from, Math.min(ids.size(), from + BATCH)));
            String query = "?agg=min,max,sum&get=" + URLEncoder.encode(some, StandardCharsets.UTF_8);
            for (JsonNode each : require(path + query)) {
                values.put(
                        each.path("id").asText(),
                        new Spread(
                                each.path("min").asDouble(),
                                each.path("max").asDouble(),
                                each.path("sum").asDouble(),
                                parallelism));
            }
        }
        return values;
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
