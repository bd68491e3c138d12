package io.knowstream.job.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.knowstream.job.monitor.JobFinder;
import io.knowstream.job.monitor.JsonApi;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads details of a job from Flink's REST interface, also of one that failed. */
public final class JobDetailsReader {

    private static final String DIRECTORY = "execution.checkpointing.dir";

    private final JsonApi flink;
    private final String job;

    /** @param job id or name of the job; null where there is one that runs, or that failed last */
    public JobDetailsReader(JsonApi flink, String job) {
        this.flink = flink;
        this.job = job;
    }

    /**
     * What Flink knows now.
     *
     * @throws IOException if nobody answers, or not what was expected
     * @throws io.knowstream.job.monitor.NoJobException if there is no such job, or more than one
     */
    public JobDetails read() throws IOException, InterruptedException {
        JsonNode overview = new JobFinder(flink, job).runningOrFailed();
        String path = "/jobs/" + overview.path("jid").asText();
        JsonNode checkpointing = get(path + "/checkpoints/config");
        long interval = checkpointing.path("interval").asLong(0);
        JsonNode details = get(path);
        JsonNode checkpoints = get(path + "/checkpoints");
        JsonNode completed = checkpoints.at("/latest/completed");
        return new JobDetails(
                Instant.ofEpochMilli(details.path("now").asLong(System.currentTimeMillis())),
                overview.path("name").asText(),
                overview.path("state").asText(),
                tasks(details),
                failures(get(path + "/exceptions?maxExceptions=20")),
                checkpoints(checkpoints),
                completed.isObject() ? Optional.of(checkpoint(completed)) : Optional.empty(),
                interval > 0 && interval < Long.MAX_VALUE ? Optional.of(Duration.ofMillis(interval)) : Optional.empty(),
                directory(get(path + "/jobmanager/config")),
                taskManagers());
    }

    /** The memory of the task managers of the cluster, whatever runs there. */
    public List<TaskManagerMemory> taskManagers() throws IOException, InterruptedException {
        List<TaskManagerMemory> all = new ArrayList<>();
        for (JsonNode each : get("/taskmanagers").path("taskmanagers")) {
            all.add(new TaskManagerMemory(
                    each.path("id").asText(),
                    each.at("/memoryConfiguration/taskOffHeap").asLong(Long.MAX_VALUE)));
        }
        return all;
    }

    /** What a job that ended before it ran does not have is nothing. */
    private JsonNode get(String path) throws IOException, InterruptedException {
        return flink.get(path).orElse(MissingNode.getInstance());
    }

    private static List<JobDetails.Task> tasks(JsonNode details) {
        List<JobDetails.Task> tasks = new ArrayList<>();
        for (JsonNode each : details.path("vertices")) {
            tasks.add(new JobDetails.Task(
                    each.path("name").asText(),
                    each.path("parallelism").asInt(),
                    each.path("maxParallelism").asInt()));
        }
        return tasks;
    }

    private static List<Failure> failures(JsonNode exceptions) {
        List<Failure> failures = new ArrayList<>();
        for (JsonNode each : exceptions.at("/exceptionHistory/entries")) {
            failures.add(new Failure(
                    Instant.ofEpochMilli(each.path("timestamp").asLong()),
                    each.path("taskName").asText(""),
                    each.path("stacktrace").asText("")));
        }
        return failures;
    }

    private static List<CheckpointDetails> checkpoints(JsonNode answer) {
        List<CheckpointDetails> checkpoints = new ArrayList<>();
        for (JsonNode each : answer.path("history")) {
            checkpoints.add(checkpoint(each));
        }
        return checkpoints;
    }

    private static CheckpointDetails checkpoint(JsonNode answer) {
        return new CheckpointDetails(
                answer.path("id").asLong(),
                answer.path("status").asText(),
                answer.path("is_savepoint").asBoolean(),
                Instant.ofEpochMilli(answer.path("trigger_timestamp").asLong()),
                Duration.ofMillis(answer.path("end_to_end_duration").asLong()),
                answer.path("checkpointed_size").asLong(),
                answer.path("failure_message").asText(""));
    }

    private static Optional<String> directory(JsonNode configuration) {
        for (JsonNode each : configuration) {
            if (each.path("key").asText().equals(DIRECTORY)) {
                return Optional.of(each.path("value").asText());
            }
        }
        return Optional.empty();
    }
}
