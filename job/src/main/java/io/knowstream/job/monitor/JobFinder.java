package io.knowstream.job.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Finds the job that is meant among those of a cluster, as the cluster's overview shows it. */
public final class JobFinder {

    private static final Set<String> RUNNING = Set.of("RUNNING", "RESTARTING", "CREATED", "FAILING");

    private final JsonApi flink;
    private final String job;

    /** @param job id or name of the job; null where there is one that runs */
    public JobFinder(JsonApi flink, String job) {
        this.flink = flink;
        this.job = job;
    }

    /**
     * The job that runs; of a given id or name that has run and runs no more, the only one.
     *
     * @throws NoJobException if there is none, or more than one
     */
    public JsonNode running() throws IOException, InterruptedException {
        List<JsonNode> all = all();
        List<JsonNode> running = running(all);
        return only(all, running.isEmpty() ? meant(all) : running);
    }

    /**
     * The same; where none runs, the one that failed last.
     *
     * @throws NoJobException if there is none, or more than one that runs
     */
    public JsonNode runningOrFailed() throws IOException, InterruptedException {
        List<JsonNode> all = all();
        List<JsonNode> running = running(all);
        if (!running.isEmpty()) {
            return only(all, running);
        }
        return all.stream()
                .filter(each -> state(each).equals("FAILED") && (job == null || isCalled(each)))
                .max(Comparator.comparingLong(each -> each.path("start-time").asLong()))
                .orElseThrow(() -> wrong(all, running));
    }

    private List<JsonNode> all() throws IOException, InterruptedException {
        List<JsonNode> jobs = new ArrayList<>();
        flink.get("/jobs/overview")
                .orElseThrow(() -> new NoJobException("there is no /jobs/overview at " + flink.address()))
                .path("jobs")
                .forEach(jobs::add);
        return jobs;
    }

    private List<JsonNode> running(List<JsonNode> all) {
        return meant(all).stream().filter(each -> RUNNING.contains(state(each))).toList();
    }

    private List<JsonNode> meant(List<JsonNode> all) {
        return all.stream()
                .filter(each -> job == null ? RUNNING.contains(state(each)) : isCalled(each))
                .toList();
    }

    private boolean isCalled(JsonNode each) {
        return job.equals(each.path("jid").asText())
                || job.equals(each.path("name").asText());
    }

    private JsonNode only(List<JsonNode> all, List<JsonNode> found) throws NoJobException {
        if (found.size() != 1) {
            throw wrong(all, found);
        }
        return found.get(0);
    }

    private NoJobException wrong(List<JsonNode> all, List<JsonNode> found) {
        List<String> there = all.stream()
                .map(each ->
                        each.path("name").asText() + " (" + each.path("jid").asText() + ", " + state(each) + ")")
                .toList();
        return new NoJobException((found.isEmpty() ? "no such job" : "several jobs") + " at " + flink.address()
                + (job == null ? " that runs" : ": " + job) + "; there are: "
                + (there.isEmpty() ? "none" : String.join(", ", there)));
    }

    private static String state(JsonNode job) {
        return job.path("state").asText();
    }
}
