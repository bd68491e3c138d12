package io.knowstream.job.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.Ends;
import io.knowstream.job.Pipeline;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.KafkaEnds;
import io.knowstream.job.monitor.JsonApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.rest.messages.TriggerId;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the job and stops it with a savepoint on a cluster whose processes may die at any moment.
 *
 * <p>An answer that was lost is no answer: what has happened is looked up. For one thread, {@link #id} for all.
 */
final class TorturedJob {

    private static final Logger LOG = LoggerFactory.getLogger(TorturedJob.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> LOST = Set.of("FAILED", "CANCELED", "SUSPENDED");

    /** A job manager that just came back may not know a job yet. */
    private static final int LOOKS_UNTIL_GONE = 10;

    private final JobConfig config;
    private final Configuration client;
    private final JsonApi api;
    private final Path savepoints;
    private volatile JobID id;
    private int stops;

    TorturedJob(JobConfig config, Configuration client, JsonApi api, Path savepoints) {
        this.config = config;
        this.client = client;
        this.api = api;
        this.savepoints = savepoints;
    }

    /** The job that runs now. */
    JobID id() {
        return id;
    }

    /** Starts the job; {@code restore} is the path of a savepoint, or null. */
    void start(int parallelism, String restore) throws Exception {
        JobID next = new JobID();
        Deadline deadline = Deadline.patience("the job cannot be submitted");
        while (!submit(next, parallelism, restore)) {
            deadline.await();
        }
        id = next;
    }

    private boolean submit(JobID next, int parallelism, String restore) throws Exception {
        Configuration flink =
                config.flink().toFlink().set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, next.toString());
        if (restore != null) {
            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, restore);
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(parallelism);
        KafkaEnds kafka = new KafkaEnds(config.kafka());
        Pipeline.build(env, config, new Ends(kafka.documents(false), kafka.rejected(), kafka.changes()));
        try (RestClusterClient<StandaloneClusterId> cluster =
                new RestClusterClient<>(client, StandaloneClusterId.getInstance())) {
            StreamGraph graph = PipelineExecutorUtils.getStreamGraph(env.getStreamGraph(), flink);
            graph.serializeUserDefinedInstances();
            cluster.submitJob(graph).get(30, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Job {} was perhaps not taken", next, e);
            return state(next).filter(state -> !state.isEmpty()).isPresent();
        }
    }

    /** The state of a job: empty where there is no such job, nothing where nobody answers. */
    private Optional<String> state(JobID job) throws InterruptedException {
        try {
            // What Flink says of the job as a whole is up to three seconds old.
            return Optional.of(api.get("/jobs/" + job + "/status")
                    .map(answer -> answer.get("status").asText())
                    .orElse(""));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Stops the job with a savepoint, which is asked for until somebody has heard it.
     *
     * @return the savepoint; nothing if there was none, and the job goes on
     */
    Optional<String> stop(boolean canonical) throws Exception {
        Path directory = savepoints.resolve(Integer.toString(++stops));
        String trigger = new TriggerId().toString();
        JsonNode request = JSON.createObjectNode()
                .put("targetDirectory", directory.toUri().toString())
                .put("drain", false)
                .put("formatType", canonical ? "CANONICAL" : "NATIVE")
                .put("triggerId", trigger);
        Deadline deadline = Deadline.patience("the job neither stops nor goes on");
        boolean heard = false;
        int gone = 0;
        while (true) {
            heard = heard || hears(request);
            // Asked first: a job that fails right after its savepoint still runs when the savepoint is there.
            boolean ended = heard && hasEnded(trigger);
            Optional<String> state = state(id);
            gone = state.filter(String::isEmpty).isPresent() ? gone + 1 : 0;
            boolean finished = state.filter("FINISHED"::equals).isPresent();
            boolean failed = state.filter("FAILED"::equals).isPresent();
            if (finished || failed || gone >= LOOKS_UNTIL_GONE) {
                // What fails between its savepoint and its end leaves a savepoint to go on from, as Flink says then.
                Optional<String> savepoint = savepointIn(directory);
                if (savepoint.isPresent()) {
                    return savepoint;
                }
            }
            if (finished || state.filter(LOST::contains).isPresent()) {
                throw new TortureException("the job is " + state.get() + ", and there is no savepoint in " + directory);
            }
            if (ended && state.filter("RUNNING"::equals).isPresent()) {
                return Optional.empty();
            }
            deadline.await();
        }
    }

    private boolean hears(JsonNode request) throws InterruptedException {
        try {
            return api.post("/jobs/" + id + "/stop", request).isPresent();
        } catch (IOException e) {
            LOG.debug("A savepoint was perhaps not begun", e);
            return false;
        }
    }

    /** Whether a savepoint has failed or is forgotten, because its job manager is gone. */
    private boolean hasEnded(String trigger) throws InterruptedException {
        try {
            Optional<JsonNode> answer = api.get("/jobs/" + id + "/savepoints/" + trigger);
            return answer.isEmpty()
                    || answer.get().at("/operation/failure-cause").isObject();
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<String> savepointIn(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(directory)) {
            return found.filter(path -> Files.exists(path.resolve("_metadata")))
                    .findFirst()
                    .map(path -> path.toUri().toString());
        }
    }
}
