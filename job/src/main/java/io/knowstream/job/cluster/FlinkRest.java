package io.knowstream.job.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.job.monitor.JsonApi;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a cluster's job manager says; an {@link IOException} where it does not answer. */
final class FlinkRest {

    private final JsonApi api;

    FlinkRest(String address) {
        this.api = new JsonApi(URI.create(address));
    }

    /** Slots, and those among them that are free. */
    int[] slots() throws IOException, InterruptedException {
        JsonNode overview = get("/overview");
        return new int[] {
            overview.path("slots-total").asInt(),
            overview.path("slots-available").asInt()
        };
    }

    /** The task managers by their ids: where each is reached, which differs from process to process. */
    Map<String, String> taskManagers() throws IOException, InterruptedException {
        Map<String, String> paths = new TreeMap<>();
        for (JsonNode each : get("/taskmanagers").path("taskmanagers")) {
            paths.put(each.path("id").asText(), each.path("path").asText());
        }
        return paths;
    }

    /** All jobs, in the order of their ids. */
    List<ClusterStatus.Job> jobs() throws IOException, InterruptedException {
        List<ClusterStatus.Job> jobs = new ArrayList<>();
        Map<String, JsonNode> found = new TreeMap<>();
        get("/jobs/overview")
                .path("jobs")
                .forEach(job -> found.put(job.path("jid").asText(), job));
        for (Map.Entry<String, JsonNode> job : found.entrySet()) {
            jobs.add(new ClusterStatus.Job(
                    job.getKey(),
                    job.getValue().path("name").asText(),
                    job.getValue().path("state").asText(),
                    checkpoint(job.getKey())));
        }
        return jobs;
    }

    private String checkpoint(String job) throws IOException, InterruptedException {
        JsonNode latest = api.get("/jobs/" + job + "/checkpoints")
                .map(answer -> answer.path("latest"))
                .orElse(null);
        if (latest == null) {
            return null;
        }
        JsonNode completed = latest.path("completed");
        JsonNode savepoint = latest.path("savepoint");
        JsonNode last = savepoint.path("id").asLong(-1) > completed.path("id").asLong(-1) ? savepoint : completed;
        return last.path("external_path").textValue();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return api.get(path).orElseThrow(() -> new IOException("there is no " + path));
    }
}
