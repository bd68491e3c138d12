package io.knowstream.job.cli;

import io.knowstream.index.GraphReader;
import io.knowstream.index.PublishedIndex;
import io.knowstream.job.Ends;
import io.knowstream.job.Pipeline;
import io.knowstream.job.config.JobConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The production topology over a {@link ScaleWorkload}, most of it without models, see {@link ScaleExtraction}. On a
 * cluster in this process, RocksDB and the index on its disk. Makes changes only when it is told to. Used by one thread.
 */
final class ScaleJob implements AutoCloseable {

    /** What a checkpoint holds is published a moment after it is complete, at the latest when two more are. */
    private static final int CHECKPOINTS_TO_SETTLE = 3;

    private final JobConfig config;
    private final ScaleWorkload workload;
    private final Path work;
    private final Terminal terminal;
    private final ScaleGate gate;
    private final LocalCluster cluster;
    private final JobClient job;
    private final JobWatch watch;

    private ScaleJob(
            JobConfig config,
            ScaleWorkload workload,
            Path work,
            Terminal terminal,
            ScaleGate gate,
            LocalCluster cluster,
            JobClient job) {
        this.config = config;
        this.workload = workload;
        this.work = work;
        this.terminal = terminal;
        this.gate = gate;
        this.cluster = cluster;
        this.job = job;
        this.watch = new JobWatch(job);
    }

    /**
     * Starts it; every task runs then.
     *
     * @param config of the job; its index must be local and not there yet
     * @param managedMemory of the task manager, for RocksDB
     * @param work directory for state, checkpoints and savepoints
     */
    static ScaleJob start(
            JobConfig config, ScaleWorkload workload, MemorySize managedMemory, Path work, Terminal terminal)
            throws Exception {
        LocalCluster.Size size = LocalCluster.Size.of(workload.lanes(), managedMemory);
        return start(config, workload, size, Pipeline.models(config), work, terminal);
    }

    /** The same on a cluster of another size, which has a slot for each lane, with other models. */
    static ScaleJob start(
            JobConfig config,
            ScaleWorkload workload,
            LocalCluster.Size size,
            Pipeline.Extraction models,
            Path work,
            Terminal terminal)
            throws Exception {
        ScaleGate gate = ScaleGate.create();
        LocalCluster cluster = null;
        try {
            cluster = LocalCluster.start(work.resolve("flink"), size, 0, null);
            JobClient job = cluster.submit(topology(config, workload, gate, models));
            ScaleJob started = new ScaleJob(config, workload, work, terminal, gate, cluster, job);
            // Models are loaded as their tasks start, which is no document's time.
            while (!cluster.runs(job.getJobID())) {
                started.watch.poll();
            }
            return started;
        } catch (Exception e) {
            gate.close();
            if (cluster != null) {
                cluster.close();
            }
            throw e;
        }
    }

    ScaleWorkload workload() {
        return workload;
    }

    /** Loads the documents and makes a checkpoint; what a change took, all that followed from it included. */
    ProcessMoment.Cost load() throws InterruptedException, ExecutionException {
        gate.open(1);
        ProcessMoment start = await(gate.extracted(), workload.lanes());
        gate.open(workload.loaded());
        await(gate.extracted(), workload.upserts(workload.loaded()));
        cluster.checkpoint(job.getJobID());
        return start.until(watch.rest(), workload.lanes() * (workload.loaded() - 1L));
    }

    /**
     * Loads documents as fast as it can and goes on with it; those that were extracted a second.
     *
     * @param before this time nothing counts
     * @param during it counts in this time
     */
    double rate(Duration before, Duration during) throws InterruptedException, ExecutionException {
        gate.open(workload.loaded());
        ProcessMoment start = watch.pass(before);
        long extracted = gate.extracted().get();
        ProcessMoment end = watch.pass(during);
        long more = gate.extracted().get() - extracted;
        return more * 1_000.0 / start.until(end, 1).millis();
    }

    /** Where its metrics are, in Prometheus' form. */
    URI metrics() {
        return cluster.metrics();
    }

    /** From now on models read what comes. */
    void beginReading() {
        gate.beginReading();
    }

    /**
     * Goes on to step {@code end} of each lane and makes a checkpoint; what a change took, all that followed from it
     * included: what was flushed, compacted, merged and published.
     *
     * @param begin the step that was reached before
     */
    ProcessMoment.Cost change(int begin, int end) throws InterruptedException, ExecutionException {
        ProcessMoment start = ProcessMoment.now();
        gate.open(end);
        await(gate.extracted(), workload.upserts(end));
        cluster.checkpoint(job.getJobID());
        return start.until(watch.rest(), workload.lanes() * (long) (end - begin));
    }

    /** Deletes what is left; what a deletion took, without all that follows from it later. */
    ProcessMoment.Cost delete() throws InterruptedException, ExecutionException {
        // Behind everything: what is left to withdraw are whole documents.
        savepoint("before-deletion", SavepointFormatType.NATIVE);
        long withdrawn = gate.withdrawn().get();
        ProcessMoment start = ProcessMoment.now();
        gate.open(workload.all());
        ProcessMoment deleted = await(gate.withdrawn(), withdrawn + workload.documents());
        return start.until(deleted, workload.documents());
    }

    private static StreamExecutionEnvironment topology(
            JobConfig config, ScaleWorkload workload, ScaleGate gate, Pipeline.Extraction models) {
        Configuration flink = config.flink().toFlink().set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setParallelism(workload.lanes());
        Pipeline.build(
                environment,
                config,
                new Ends(new ScaleSource(workload, gate), ScaleSinks.refusing(), ScaleSinks.withdrawals(gate)),
                new ScaleExtraction(gate.name(), models));
        return environment;
    }

    /** Waits until a counter has come so far; when that was. */
    private ProcessMoment await(AtomicLong counter, long end) throws InterruptedException, ExecutionException {
        return watch.await(
                counter,
                end,
                so -> terminal.show(
                        "%s, %,d documents: %,d of %,d changes", workload.skew(), workload.documents(), so, end));
    }

    /** What a canonical savepoint of this name holds. */
    SavepointState state(String name) throws IOException, InterruptedException {
        return SavepointState.read(savepoint(name, SavepointFormatType.CANONICAL));
    }

    private String savepoint(String name, SavepointFormatType format) throws InterruptedException {
        try {
            return job.triggerSavepoint(work.resolve(name).toUri().toString(), format)
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("no savepoint can be made", e.getCause());
        }
    }

    /** Waits until all that was done is published. */
    void settle() throws InterruptedException {
        for (int i = 0; i < CHECKPOINTS_TO_SETTLE; i++) {
            cluster.checkpoint(job.getJobID());
        }
    }

    /** The files of the newest state; those of older ones are collected with them. */
    long indexBytes() throws IOException {
        return PublishedIndex.at(config.index().path()).manifests().get(0).bytes();
    }

    /** The length of the export. */
    long exportBytes() throws IOException {
        long[] bytes = new long[1];
        try (GraphReader reader = reader()) {
            reader.export(new OutputStream() {
                @Override
                public void write(int b) {
                    bytes[0]++;
                }

                @Override
                public void write(byte[] b, int start, int length) {
                    bytes[0] += length;
                }
            });
        }
        return bytes[0];
    }

    /** A reader of the index as it is now. */
    GraphReader reader() throws IOException {
        return GraphReader.open(config.index().path());
    }

    @Override
    public void close() throws Exception {
        gate.close();
        cluster.close();
    }
}
