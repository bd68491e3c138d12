package io.knowstream.job.cli;

import io.knowstream.index.GraphCounts;
import io.knowstream.index.GraphReader;
import io.knowstream.job.Ends;
import io.knowstream.job.Pipeline;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.JsonLinesSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.IOUtils;

/**
 * The production topology over one file, to its end, on a cluster in this process.
 *
 * @param config of the job; its index must be local
 * @param input the documents
 * @param work directory for checkpoints and temporary files
 * @param parallelism of the job
 */
record BoundedRun(JobConfig config, InputFile input, Path work, int parallelism) {

    /** Settings that suit a job of seconds: the end of the input waits for a checkpoint. */
    static final Map<String, String> DEFAULTS = Map.of("checkpoint.interval", "2 s");

    private static final long POLL_MILLIS = 500;

    /** Refuses what Flink could not run. */
    static void requireParallelism(int parallelism, JobConfig config) {
        int max = config.flink().maxParallelism();
        if (parallelism < 1 || parallelism > max) {
            throw new UsageException(
                    "--parallelism must be from 1 to job.max-parallelism, " + max + " (got " + parallelism + ")");
        }
    }

    /**
     * Runs the job.
     *
     * @param rejections directory that takes the reasons of rejected lines
     * @param documents how many are expected, for those who watch
     * @return how long the job ran, the start of the cluster not included
     */
    Duration run(Path rejections, long documents, Terminal terminal) throws Exception {
        return run(rejections, documents, terminal, null);
    }

    /** The same, watched by a reporter that is told of every metric; null for none. */
    Duration run(Path rejections, long documents, Terminal terminal, MetricReporter reporter) throws Exception {
        return run(rejections, documents, terminal, reporter, Pipeline.models(config));
    }

    /** The same with extraction of another kind. */
    Duration run(
            Path rejections, long documents, Terminal terminal, MetricReporter reporter, Pipeline.Extraction extraction)
            throws Exception {
        terminal.show("starting Flink");
        try (LocalCluster cluster = LocalCluster.start(work, LocalCluster.Size.of(parallelism), 0, reporter)) {
            Configuration flink = config.flink()
                    .toFlink()
                    // What fails again and again here is better said than tried for ever.
                    .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                    .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 2)
                    .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1))
                    // At the end of the input what is provisional goes in line again as a whole, and checkpoints may
                    // run out of time behind it; the last one, after it, is the one that counts.
                    .set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
            environment.setParallelism(parallelism);
            org.apache.flink.core.fs.Path link =
                    org.apache.flink.core.fs.Path.fromLocalFile(input.link(work).toFile());
            Pipeline.build(
                    environment,
                    config,
                    new Ends(JsonLinesSource.of(link, input.name()), new RejectionSink(rejections), null),
                    extraction);
            long start = System.nanoTime();
            JobClient job = cluster.submit(environment);
            await(job.getJobExecutionResult(), documents, terminal);
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private void await(CompletableFuture<?> result, long documents, Terminal terminal) throws InterruptedException {
        try (Progress progress = new Progress(config.index().path())) {
            while (true) {
                try {
                    result.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    terminal.show("%s of %,d documents", progress.done(), documents);
                } catch (ExecutionException e) {
                    throw new IllegalStateException("the job failed", e.getCause());
                }
            }
        }
    }

    /** What is published so far; one reader for all looks, so that only new files are opened and checked. */
    private static final class Progress implements AutoCloseable {

        private final String index;
        private GraphReader reader;

        Progress(String index) {
            this.index = index;
        }

        String done() {
            try {
                if (reader == null) {
                    reader = GraphReader.open(index);
                } else {
                    reader.refresh();
                }
                GraphCounts counts = reader.counts();
                return String.format(Locale.ROOT, "%,d entities, %,d", counts.entities(), counts.documents());
            } catch (IOException e) {
                // Nothing is published yet.
                return "0";
            }
        }

        @Override
        public void close() {
            IOUtils.closeQuietly(reader);
        }
    }
}
