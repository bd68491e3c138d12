package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The metrics of one task, over its subtasks, of Flink's REST interface. Distributions without a measurement have no quantiles;
 * Flink says NaN of them, and of all subtasks together where one has none, so that these are asked one by one.
 *
 * @param path of the task in the interface
 */
record TaskMetrics(JsonApi flink, String path, int parallelism) {

    /** Names in one request: an address may not be too long. */
    private static final int BATCH = 40;

    /** The values of those metrics that are wanted, by their ids. */
    Map<String, Spread> values(Predicate<String> wanted) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (JsonNode each : require("/subtasks/metrics")) {
            String id = each.path("id").asText();
            if (wanted.test(id)) {
                ids.add(id);
            }
        }
        Map<String, Spread> values = new HashMap<>();
        List<String> partly = new ArrayList<>();
        for (JsonNode each : get("/subtasks/metrics?agg=min,max,sum&get=", ids)) {
            String id = each.path("id").asText();
            double sum = each.path("sum").asDouble();
            if (Double.isNaN(sum)) {
                partly.add(id);
            } else {
                values.put(
                        id,
                        new Spread(each.path("min").asDouble(), each.path("max").asDouble(), sum, parallelism));
            }
        }
        values.putAll(oneByOne(partly));
        return values;
    }

    private Map<String, Spread> oneByOne(List<String> ids) throws IOException, InterruptedException {
        List<String> ofSubtasks = IntStream.range(0, parallelism)
                .boxed()
                .flatMap(subtask -> ids.stream().map(id -> subtask + "." + id))
                .toList();
        Map<String, Spread> values = new HashMap<>();
        for (JsonNode each : get("/metrics?get=", ofSubtasks)) {
            double value = each.path("value").asDouble(Double.NaN);
            if (!Double.isNaN(value)) {
                String id = each.path("id").asText();
                values.merge(id.substring(id.indexOf('.') + 1), Spread.of(value), Spread::and);
            }
        }
        return values;
    }

    private List<JsonNode> get(String query, List<String> ids) throws IOException, InterruptedException {
        List<JsonNode> answers = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += BATCH) {
            String some = String.join(",", ids.subList(from, Math.min(ids.size(), from + BATCH)));
            require(query + URLEncoder.encode(some, StandardCharsets.UTF_8)).forEach(answers::add);
        }
        return answers;
    }

    private JsonNode require(String what) throws IOException, InterruptedException {
        return flink.get(path + what).orElseThrow(() -> new NoJobException("there is no " + path + " any more"));
    }
}
