package io.knowstream.chunking;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkTask;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.Manifest;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.io.AvailabilityProvider;
import org.apache.flink.runtime.io.network.api.writer.ResultPartitionWriter;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Emits the manifest of each revision, and a task for each chunk that the revision before did not have.
 *
 * <p>State of a document: its {@code chunks}, and of a long one the tasks that wait ({@code waiting}, numbered; {@code
 * fan-out} says which are left). All of it leaves with the document, and waiting tasks as they are sent; of a deleted document the number of its
 * last revision stays for the tombstone retention. A revision older than the last is dropped: a restore with another
 * parallelism spreads what was in preparation over all subtasks, where revisions overtake one another.
 *
 * <p>A document's first tasks go out with its manifest. The rest go out in steps, from mails, and only while the output
 * has buffers: the task's thread never blocks on a document of a thousand chunks, and a checkpoint's barrier waits for
 * one step at most. While tasks wait and the output has room, steps come before new input, so that what waits does not
 * pile up; when there is none, Flink holds input back by itself. A new revision replaces what waits: a waiting chunk that it
 * still lists goes out with it. After a restore the waiting documents are found again by their {@code fan-out}. Tasks
 * that were made under another configuration than extraction has now stay where they are: they go out when that
 * configuration is back, or leave when admission sends the document again, as it does with all of another configuration.
 */
public final class ChunkingOperator extends AbstractStreamOperator<ChunkTask>
        implements OneInputStreamOperator<PreparedDocument, ChunkTask>, BoundedOneInput {

    /** The operator's uid and name. */
    public static final String UID = "chunking";

    /** Where manifests go. */
    public static final OutputTag<Manifest> MANIFESTS =
            new OutputTag<>("manifests", TypeInformation.of(Manifest.class));

    /** How many tasks go out between two looks at the output and the mailbox. */
    static final int STEP = 8;

    private static final long serialVersionUID = 1;
    private static final String FAN_OUT = "fan-out";

    private final Duration tombstoneRetention;
    private final ConfigurationFingerprint configuration;

    private transient MailboxExecutor mailbox;
    private transient ValueState<KnownChunks> chunks;
    private transient ValueState<Long> deleted;
    private transient MapState<Integer, ChunkTask> waiting;
    private transient ValueState<FanOut> fanOut;
    private transient Recorder recorder;
    private transient Turns turns;
    /** Whether a mail or a wake-up by the output is on its way. */
    private transient boolean scheduled;

    /** The two outputs of chunking. */
    public record Streams(DataStream<Manifest> manifests, DataStream<ChunkTask> tasks) {}

    /**
     * @param tombstoneRetention how long a deleted document's revision is remembered
     * @param configuration under which extraction works now
     */
    public ChunkingOperator(Duration tombstoneRetention, ConfigurationFingerprint configuration) {
        this.tombstoneRetention = tombstoneRetention;
        this.configuration = configuration;
    }

    /** Wires chunking, keyed by document. */
    public static Streams attach(
            DataStream<PreparedDocument> prepared,
            Duration tombstoneRetention,
            ConfigurationFingerprint configuration) {
        SingleOutputStreamOperator<ChunkTask> tasks = prepared.keyBy(PreparedDocument::documentId)
                .transform(
                        UID,
                        TypeInformation.of(ChunkTask.class),
                        new ChunkingOperator(tombstoneRetention, configuration))
                .uid(UID);
        return new Streams(tasks.getSideOutput(MANIFESTS), tasks);
    }

    @Override
    public void setMailboxExecutor(MailboxExecutor executor) {
        super.setMailboxExecutor(executor);
        mailbox = executor;
    }

    @Override
    public void open() throws Exception {
        super.open();
        chunks = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("chunks", TypeInformation.of(KnownChunks.class)));
        ValueStateDescriptor<Long> deletedRevision = new ValueStateDescriptor<>("deleted-revision", Types.LONG);
        deletedRevision.enableTimeToLive(StateTtlConfig.newBuilder(tombstoneRetention)
                .cleanupInRocksdbCompactFilter(1_000)
                .build());
        deleted = getRuntimeContext().getState(deletedRevision);
        waiting = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("waiting", Types.INT, TypeInformation.of(ChunkTask.class)));
        fanOut = getRuntimeContext().getState(new ValueStateDescriptor<>(FAN_OUT, TypeInformation.of(FanOut.class)));
        recorder = MetricGroupSink.open(getMetricGroup(), Metric.CHUNKS, Metric.CHUNKS_REUSED);
        turns = new Turns();
        recorder.gauge(Metric.CHUNKS_PENDING, turns::tasks);
        findWaiting();
        schedule();
    }

    private void findWaiting() throws Exception {
        List<String> documents;
        try (Stream<String> keys = this.<String>getKeyedStateBackend().getKeys(FAN_OUT, VoidNamespace.INSTANCE)) {
            documents = keys.toList();
        }
        for (String documentId : documents) {
            setCurrentKey(documentId);
            FanOut left = fanOut.value();
            if (configuration.fits(waiting.get(left.next()))) {
                turns.add(documentId, null, left.size());
            }
        }
    }

    @Override
    public void processElement(StreamRecord<PreparedDocument> element) throws Exception {
        PreparedDocument prepared = element.getValue();
        KnownChunks known = chunks.value();
        if (prepared.revision() <= lastRevision(known)) {
            return;
        }
        List<Chunk> sent = known == null ? List.of() : sent(known);
        forget();
        ChunkPlan plan = new ChunkPlan(prepared, configuration);
        Manifest manifest = plan.manifest();
        List<ChunkTask> tasks = plan.tasksBeyond(sent);
        if (prepared.document() == null) {
            deleted.update(prepared.revision());
        } else {
            deleted.clear();
            chunks.update(new KnownChunks(prepared.revision(), manifest.chunks()));
        }
        Long arrived = element.hasTimestamp() ? (Long) element.getTimestamp() : null;
        output.collect(MANIFESTS, timed(manifest, arrived));
        recorder.add(Metric.CHUNKS_REUSED, manifest.chunks().size() - tasks.size());
        boolean fits = tasks.isEmpty() || configuration.fits(tasks.get(0));
        int now = fits ? Math.min(STEP, tasks.size()) : 0;
        tasks.subList(0, now).forEach(task -> send(task, arrived));
        if (now < tasks.size()) {
            await(tasks.subList(now, tasks.size()));
            if (fits) {
                takeTurn(prepared.documentId(), arrived, tasks.size() - now);
            }
        }
    }

    private long lastRevision(KnownChunks known) throws Exception {
        Long gone = deleted.value();
        return Math.max(known == null ? 0 : known.revision(), gone == null ? 0 : gone);
    }

    /** The known chunks whose tasks have gone out. */
    private List<Chunk> sent(KnownChunks known) throws Exception {
        FanOut left = fanOut.value();
        if (left == null) {
            return known.chunks();
        }
        Set<String> unsent = new HashSet<>();
        for (int i = left.next(); i < left.end(); i++) {
            unsent.add(waiting.get(i).chunkId());
        }
        return known.chunks().stream()
                .filter(chunk -> !unsent.contains(chunk.id()))
                .toList();
    }

    /** Drops everything that is held of the current document. */
    private void forget() throws Exception {
        FanOut left = fanOut.value();
        if (left != null) {
            turns.remove((String) getCurrentKey(), left.size());
            fanOut.clear();
            // By number: an iterator of RocksDB would walk over what every other document has sent.
            for (int i = left.next(); i < left.end(); i++) {
                waiting.remove(i);
            }
        }
        chunks.clear();
    }

    private void await(List<ChunkTask> tasks) throws Exception {
        for (int i = 0; i < tasks.size(); i++) {
            waiting.put(i, tasks.get(i));
        }
        fanOut.update(new FanOut(0, tasks.size()));
    }

    private void takeTurn(String documentId, Long arrived, int tasks) {
        turns.add(documentId, arrived, tasks);
        schedule();
    }

    private void schedule() {
        if (!scheduled && !turns.isEmpty()) {
            scheduled = true;
            mailbox.execute(this::fanOut, "fan out chunks");
        }
    }

    /** Takes steps while the output has room and no other mail waits. */
    private void fanOut() throws Exception {
        scheduled = false;
        while (!turns.isEmpty()) {
            AvailabilityProvider full = fullOutput();
            if (full != null) {
                scheduled = true;
                full.getAvailableFuture().thenRun(() -> mailbox.execute(this::fanOut, "fan out chunks"));
                return;
            }
            step();
            if (mailbox.shouldInterrupt()) {
                break;
            }
        }
        schedule();
    }

    private AvailabilityProvider fullOutput() {
        for (ResultPartitionWriter writer : getContainingTask().getEnvironment().getAllWriters()) {
            if (!writer.isAvailable()) {
                return writer;
            }
        }
        return null;
    }

    /** Sends the next tasks of the document whose turn it is; it queues up again if tasks are left. */
    private void step() throws Exception {
        Turns.Turn turn = turns.next();
        setCurrentKey(turn.documentId());
        FanOut left = fanOut.value();
        int end = Math.min(left.end(), left.next() + STEP);
        Deque<ChunkTask> tasks = new ArrayDeque<>();
        for (int i = left.next(); i < end; i++) {
            tasks.add(waiting.get(i));
            waiting.remove(i);
        }
        if (end < left.end()) {
            fanOut.update(new FanOut(end, left.end()));
            turns.again(turn);
        } else {
            fanOut.clear();
        }
        turns.sent(tasks.size());
        tasks.forEach(task -> send(task, turn.arrived()));
    }

    private void send(ChunkTask task, Long arrived) {
        recorder.count(Metric.CHUNKS);
        output.collect(timed(task, arrived));
    }

    private static <T> StreamRecord<T> timed(T value, Long arrived) {
        return arrived == null ? new StreamRecord<>(value) : new StreamRecord<>(value, arrived);
    }

    /** Nothing waits behind the end of the input, so that here, and only here, the output may block. */
    @Override
    public void endInput() throws Exception {
        while (!turns.isEmpty()) {
            step();
        }
    }
}
