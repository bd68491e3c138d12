package io.knowstream.job.cli;

import io.knowstream.index.GraphCounts;
import io.knowstream.index.GraphReader;
import io.knowstream.index.PublishedIndex;
import io.knowstream.job.Ends;
import io.knowstream.job.Pipeline;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.KafkaEnds;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The production topology on Kafka, on a cluster in this process, from a savepoint until its index is written anew.
 *
 * @param config of the job, with a token for a rebuild
 * @param parallelism of the job
 * @param work directory for temporary files
 */
record IndexRebuild(JobConfig config, int parallelism, Path work) {

    /** The whole graph is written within the first checkpoint. */
    static final Map<String, String> DEFAULTS = Map.of("checkpoint.interval", "2 s", "checkpoint.timeout", "7 d");

    private static final long POLL_MILLIS = 500;

    /**
     * What came of it.
     *
     * @param savepoint where the job can go on from
     * @param counts what the index holds
     */
    record Outcome(String savepoint, GraphCounts counts) {}

    Outcome run(URI savepoint, URI target, Terminal terminal) throws Exception {
        OptionalLong before = newestAttempt();
        terminal.show("starting Flink");
        try (LocalCluster cluster = LocalCluster.start(work, parallelism, 0)) {
            Configuration flink = config.flink()
                    .toFlink()
                    .set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toString())
                    // What fails again and again here is better said than tried for ever.
                    .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                    .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 2)
                    .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
            environment.setParallelism(parallelism);
            KafkaEnds kafka = new KafkaEnds(config.kafka());
            Pipeline.build(environment, config, new Ends(kafka.documents(false), kafka.rejected(), kafka.changes()));
            JobClient job = cluster.submit(environment);
            awaitManifest(job.getJobExecutionResult(), before, terminal);
            terminal.show("stopping with a savepoint");
            String end = stop(job, target);
            try (GraphReader reader = GraphReader.open(config.index().path())) {
                return new Outcome(end, reader.counts());
            }
        }
    }

    private void awaitManifest(CompletableFuture<?> result, OptionalLong before, Terminal terminal)
            throws IOException, InterruptedException {
        while (true) {
            OptionalLong now = newestAttempt();
            if (now.isPresent() && (before.isEmpty() || now.getAsLong() > before.getAsLong())) {
                return;
            }
            terminal.show("writing the index anew");
            try {
                result.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                throw new IllegalStateException("the job came to an end before its index was written");
            } catch (TimeoutException e) {
                // It runs, as it should.
            } catch (ExecutionException e) {
                throw new IllegalStateException("the job failed", e.getCause());
            }
        }
    }

    private OptionalLong newestAttempt() throws IOException {
        return PublishedIndex.newestAttempt(config.index().path());
    }

    /** The savepoint publishes the index once more, as of the savepoint. */
    private static String stop(JobClient job, URI target) throws InterruptedException {
        try {
            String savepoint = job.stopWithSavepoint(false, target.toString(), SavepointFormatType.CANONICAL)
                    .get();
            job.getJobExecutionResult().get();
            return savepoint;
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the index is written, but the job cannot be stopped with a savepoint in " + target
                            + ": run the rebuild again with another --target",
                    e.getCause());
        }
    }
}
