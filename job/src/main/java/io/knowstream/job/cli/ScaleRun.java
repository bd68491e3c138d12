package io.knowstream.job.cli;

import com.sun.management.OperatingSystemMXBean;
import io.knowstream.graph.GraphChange;
import io.knowstream.index.GraphCounts;
import io.knowstream.index.GraphReader;
import io.knowstream.index.PublishedIndex;
import io.knowstream.job.Ends;
import io.knowstream.job.Pipeline;
import io.knowstream.job.config.JobConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The production topology over a {@link ScaleWorkload}, most of it without models, see {@link ScaleExtraction}. On a
 * cluster in this process, RocksDB and the index on its disk.
 *
 * @param config of the job; its index must be local and not there yet
 * @param workload the changes
 * @param managedMemory of the task manager, for RocksDB
 * @param work directory for state, checkpoints and savepoints
 */
record ScaleRun(JobConfig config, ScaleWorkload workload, MemorySize managedMemory, Path work) {

    private static final long POLL_MILLIS = 5;
    /** What is shown is worked out four times a second, as it counts as the job's time. */
    private static final int POLLS_A_LINE = 50;
    /** What a checkpoint holds is published a moment after it is complete, at the latest when two more are. */
    private static final int CHECKPOINTS_TO_SETTLE = 3;

    /**
     * What was seen.
     *
     * @param load a change of the load
     * @param steady a change of the middle of the steady part without models
     * @param read a change of the middle of the steady part with models; null where there is none
     * @param deletion a deletion at the end
     * @param state with all documents there
     * @param indexBytes of the files of the index then
     * @param openMillis what a new reader took to open it, which checks every file as a whole, as a restore does
     * @param counts of the graph then
     * @param mostDocuments that name one entity
     * @param stateAfter with all documents deleted
     * @param indexBytesAfter of the index then
     * @param exportBytes of the export then
     */
    record Result(
            Cost load,
            Cost steady,
            Cost read,
            Cost deletion,
            SavepointState state,
            long indexBytes,
            double openMillis,
            GraphCounts counts,
            int mostDocuments,
            SavepointState stateAfter,
            long indexBytesAfter,
            long exportBytes) {}

    /**
     * What one change took.
     *
     * @param millis by the clock
     * @param cpuMillis of all processors, for a machine that others use too
     */
    record Cost(double millis, double cpuMillis) {}

    /** A moment, by the clock and by the processors' time that this process has had. */
    private record Moment(long nanos, long cpuNanos) {

        static Moment now() {
            OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            return new Moment(System.nanoTime(), system.getProcessCpuTime());
        }

        Cost until(Moment end, long changes) {
            return new Cost((end.nanos - nanos) / 1e6 / changes, (end.cpuNanos - cpuNanos) / 1e6 / changes);
        }
    }

    Result run(Terminal terminal) throws Exception {
        int lanes = workload.lanes();
        try (LocalCluster cluster = LocalCluster.start(work.resolve("flink"), lanes, 0, managedMemory);
                ScaleGate gate = ScaleGate.create()) {
            JobClient job = cluster.submit(topology(gate));
            // Models are loaded as their tasks start, which is no document's time.
            while (!cluster.runs(job.getJobID())) {
                check(job);
            }
            gate.open(1);
            Moment start = await(job, gate.extracted(), lanes, terminal);
            gate.open(workload.spotted());
            Moment loaded = await(job, gate.extracted(), workload.upserts(workload.loaded()), terminal);
            Cost steady = middle(job, gate, workload.loaded(), workload.spotted(), terminal);
            SavepointState state = state(job, "full");
            settle(cluster, job);
            long indexBytes = indexBytes();
            double openMillis;
            GraphCounts counts;
            int mostDocuments;
            Moment beforeOpening = Moment.now();
            try (GraphReader reader = GraphReader.open(config.index().path())) {
                openMillis = beforeOpening.until(Moment.now(), 1).millis();
                counts = reader.counts();
                mostDocuments = reader.entities(null, 1).get(0).documents();
            }
            Cost read = workload.read() == 0 ? null : read(job, gate, terminal);
            // A savepoint has come behind everything: what is left to withdraw are whole documents.
            long withdrawn = gate.withdrawn().get();
            Moment beforeDeletion = Moment.now();
            gate.open(workload.all());
            Moment deleted = await(job, gate.withdrawn(), withdrawn + workload.documents(), terminal);
            SavepointState stateAfter = state(job, "empty");
            settle(cluster, job);
            Result result = new Result(
                    start.until(loaded, lanes * (workload.loaded() - 1L)),
                    steady,
                    read,
                    beforeDeletion.until(deleted, workload.documents()),
                    state,
                    indexBytes,
                    openMillis,
                    counts,
                    mostDocuments,
                    stateAfter,
                    indexBytes(),
                    exportBytes());
            job.cancel().get();
            return result;
        }
    }

    /** Waits for a part of the changes: not right behind what was before, nor to the very end, where one lane is done first. */
    private Cost middle(JobClient job, ScaleGate gate, int begin, int end, Terminal terminal)
            throws InterruptedException, ExecutionException {
        int tenth = (end - begin) / 10;
        Moment from = await(job, gate.extracted(), workload.upserts(begin + 3 * tenth), terminal);
        Moment to = await(job, gate.extracted(), workload.upserts(begin + 9 * tenth), terminal);
        await(job, gate.extracted(), workload.upserts(end), terminal);
        return from.until(to, workload.lanes() * 6L * tenth);
    }

    private Cost read(JobClient job, ScaleGate gate, Terminal terminal)
            throws InterruptedException, ExecutionException {
        gate.beginReading();
        gate.open(workload.changed());
        Cost read = middle(job, gate, workload.spotted(), workload.changed(), terminal);
        savepoint(job, "read", SavepointFormatType.NATIVE);
        return read;
    }

    private StreamExecutionEnvironment topology(ScaleGate gate) {
        Configuration flink = config.flink().toFlink().set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setParallelism(workload.lanes());
        Pipeline.build(
                environment,
                config,
                new Ends(new ScaleSource(workload, gate), new Refusing<>(), new Withdrawals(gate.name())),
                new ScaleExtraction(gate.name(), Pipeline.models(config)));
        return environment;
    }

    /** Waits until a counter has come so far; when that was, by the clock of this process. */
    private Moment await(JobClient job, AtomicLong counter, long end, Terminal terminal)
            throws InterruptedException, ExecutionException {
        for (int poll = 0; counter.get() < end; poll++) {
            check(job);
            if (poll % POLLS_A_LINE == 0) {
                terminal.show(
                        "%s, %,d documents: %,d of %,d changes",
                        workload.skew(), workload.documents(), counter.get(), end);
            }
        }
        return Moment.now();
    }

    /** Waits a moment, and says so if the job is no more. */
    private static void check(JobClient job) throws InterruptedException, ExecutionException {
        try {
            job.getJobExecutionResult().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            throw new IllegalStateException("the job has ended before its time");
        } catch (TimeoutException running) {
            return;
        }
    }

    private SavepointState state(JobClient job, String name) throws IOException, InterruptedException {
        return SavepointState.read(savepoint(job, name, SavepointFormatType.CANONICAL));
    }

    private String savepoint(JobClient job, String name, SavepointFormatType format) throws InterruptedException {
        try {
            return job.triggerSavepoint(work.resolve(name).toUri().toString(), format)
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("no savepoint can be made", e.getCause());
        }
    }

    private static void settle(LocalCluster cluster, JobClient job) throws InterruptedException {
        for (int i = 0; i < CHECKPOINTS_TO_SETTLE; i++) {
            cluster.checkpoint(job.getJobID());
        }
    }

    /** The files of the newest state; those of older ones are collected with them. */
    private long indexBytes() throws IOException {
        return PublishedIndex.at(config.index().path()).manifests().get(0).bytes();
    }

    private long exportBytes() throws IOException {
        long[] bytes = new long[1];
        try (GraphReader reader = GraphReader.open(config.index().path())) {
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

    /** Takes nothing: all documents of a workload are valid. */
    private static final class Refusing<T> implements Sink<T> {

        private static final long serialVersionUID = 1L;

        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) {
            return new Writer<>(element -> {
                throw new IllegalStateException("rejected: " + element);
            });
        }
    }

    /** Counts documents as they leave the graph. */
    private static final class Withdrawals implements Sink<GraphChange> {

        private static final long serialVersionUID = 1L;

        private final String gate;

        Withdrawals(String gate) {
            this.gate = gate;
        }

        @Override
        public SinkWriter<GraphChange> createWriter(WriterInitContext context) {
            AtomicLong withdrawn = ScaleGate.find(gate).withdrawn();
            return new Writer<>(change -> {
                if (change.kind() == GraphChange.Kind.DOCUMENT && change.op() == GraphChange.Op.DELETE) {
                    withdrawn.incrementAndGet();
                }
            });
        }
    }

    private record Writer<T>(Consumer<T> taking) implements SinkWriter<T> {

        @Override
        public void write(T element, Context context) {
            taking.accept(element);
        }

        @Override
        public void flush(boolean endOfInput) {
            // Nothing is buffered.
        }

        @Override
        public void close() {
            // Holds nothing open.
        }
    }
}
