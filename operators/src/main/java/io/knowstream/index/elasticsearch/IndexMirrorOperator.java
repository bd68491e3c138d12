package io.knowstream.index.elasticsearch;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import io.knowstream.graph.BinaryForm;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.GraphChange.Op;
import io.knowstream.graph.Rebuild;
import io.knowstream.index.PublicationTimes;
import io.knowstream.index.elasticsearch.Attempts.Submission;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Keeps in state what the indices should hold, sends what changes, and sets right what stands there otherwise.
 *
 * <p>Other documents can stand there for these reasons, and each of them says so by its attempt and checkpoint: a run of the
 * job went on after the checkpoint from which this one goes on; a process that was paused goes on writing; another job wrote
 * there before. They are looked for before the first change after a restore, after every checkpoint and at the end of the
 * input, and what state has of such a record is sent again, or that it is gone. Where records may be missing without a trace
 * all of the state is sent: the indices are others than those of the checkpoint, or tombstones of deletions were removed that
 * are no part of it.
 */
final class IndexMirrorOperator extends AbstractStreamOperator<IndexWrite>
        implements OneInputStreamOperator<GraphChange, IndexWrite>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    /** Tombstones of a task that are worth a request. */
    static final int PURGED_AT_LEAST = 1_000;

    private static final String RECORD = "record";

    private final ElasticsearchConfig config;
    private final int purgedAtLeast;
    /** Of the job, the same in all tasks and whenever they start again. */
    private final String submission;

    private transient ValueState<byte[]> mirror;
    private transient ListState<String> histories;
    /** The token under which the indices were rebuilt last; one entry a subtask, all the same. */
    private transient ListState<String> rebuilds;

    private transient Rebuild rebuild;
    private transient IndexAttempt attempt;
    private transient PublicationTimes times;
    private transient KeyGroupRange groups;
    private transient long lastCheckpoint;
    private transient boolean looksFirst;
    private transient boolean looksAtBarrier;
    private transient boolean ended;

    IndexMirrorOperator(ElasticsearchConfig config, int purgedAtLeast, String submission) {
        this.config = config;
        this.purgedAtLeast = purgedAtLeast;
        this.submission = submission;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        mirror = context.getKeyedStateStore().getState(records());
        histories =
                context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("attempts", Types.STRING));
        rebuilds =
                context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("rebuild", Types.STRING));
        rebuild = Rebuild.of(config.rebuild(), context.isRestored(), rebuilds.get());
        times = new PublicationTimes(MetricGroupSink.open(getMetricGroup(), Metric.PUBLICATION_LATENCY));
        lastCheckpoint = context.getRestoredCheckpointId().orElse(0);
        TaskInfo task = getRuntimeContext().getTaskInfo();
        groups = KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                task.getMaxNumberOfParallelSubtasks(),
                task.getNumberOfParallelSubtasks(),
                task.getIndexOfThisSubtask());
        AttemptHistory remembered = AttemptHistory.merged(histories.get());
        boolean fresh = remembered.indices().isEmpty() || rebuild.due();
        if (rebuild.due()) {
            forget();
        } else if (fresh && context.isRestored()) {
            throw Rebuild.needed("an index in Elasticsearch");
        }
        attempt = open(fresh ? AttemptHistory.NONE : remembered);
        // A fresh index fills up first: what an earlier job has left there is mostly written anew, not deleted.
        looksFirst = !fresh;
        looksAtBarrier = fresh;
    }

    private static ValueStateDescriptor<byte[]> records() {
        return new ValueStateDescriptor<>(RECORD, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    private IndexAttempt open(AttemptHistory remembered) throws IOException {
        Submission job = new Submission(
                submission, getRuntimeContext().getJobInfo().getJobId().toHexString());
        IndexAttempt.Task task =
                new IndexAttempt.Task(job, keyGroups(), groups.getStartKeyGroup(), groups.getEndKeyGroup());
        try {
            return IndexAttempt.open(config, task, remembered);
        } catch (SupersededException e) {
            throw new SuppressRestartsException(e);
        }
    }

    private int keyGroups() {
        return getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
    }

    private int group(String key) {
        return KeyGroupRangeAssignment.assignToKeyGroup(key, keyGroups());
    }

    /** Those who send the changes send all that they have before the first barrier. */
    private void forget() throws Exception {
        // Each backend in its way: one must not be changed while it is walked over, the other has more keys than
        // memory.
        this.<String>getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        records(),
                        (key, record) -> record.clear());
    }

    @Override
    public void processElement(StreamRecord<GraphChange> element) throws Exception {
        GraphChange change = element.getValue();
        RecordKey record = new RecordKey(change.kind(), change.id());
        if (looksFirst) {
            setRight();
            setCurrentKey(record.text());
        }
        byte[] held = mirror.value();
        if (change.op() == Op.UPSERT) {
            byte[] source = SourceDocument.of(change);
            byte[] packed = BinaryForm.compress(source);
            if (!Arrays.equals(held, packed)) {
                mirror.update(packed);
                send(record, source);
            }
        } else if (held != null) {
            mirror.clear();
            send(record, null);
        }
        if (change.kind() == Kind.DOCUMENT && element.hasTimestamp()) {
            times.written(element.getTimestamp());
        }
    }

    private void send(RecordKey record, byte[] source) {
        output.collect(new StreamRecord<>(attempt.write(record, group(record.text()), lastCheckpoint, source)));
    }

    /** Sends what stands otherwise in the indices than in state, as far as all that was written until now shows. */
    private void setRight() throws Exception {
        looksFirst = false;
        looksAtBarrier = false;
        sendWhatMayMiss();
        attempt.refresh();
        setStraysRight();
    }

    private void sendWhatMayMiss() throws Exception {
        if (attempt.mayMiss()) {
            long sent = sendAll(record -> true);
            attempt.sentAll();
            LOG.info("All {} records of a task are sent to {}-*, where some may be missing", sent, config.prefix());
        }
    }

    private void setStraysRight() throws Exception {
        Set<String> unknown = new HashSet<>();
        long found = attempt.strays(stray -> {
            if (stray.id() == null) {
                attempt.remove(stray);
                unknown.add(stray.key());
                return;
            }
            RecordKey record = new RecordKey(stray.kind(), stray.id());
            // One of a job with another number of groups may be another task's.
            if (groups.contains(group(record.text()))) {
                sendHeld(record);
            }
        });
        if (!unknown.isEmpty()) {
            sendAll(record ->
                    record.kind() == Kind.DOCUMENT && unknown.contains(ServerIndices.key(Kind.DOCUMENT, record.id())));
        }
        if (found > 0) {
            LOG.info("{} records in {}-* were not those of checkpoint {}", found, config.prefix(), lastCheckpoint);
        }
    }

    private long sendAll(Predicate<RecordKey> which) throws Exception {
        long sent = 0;
        try (Stream<String> keys = this.<String>getKeyedStateBackend().getKeys(RECORD, VoidNamespace.INSTANCE)) {
            for (Iterator<String> each = keys.iterator(); each.hasNext(); ) {
                RecordKey record = RecordKey.of(each.next());
                if (which.test(record)) {
                    sendHeld(record);
                    sent++;
                }
            }
        }
        return sent;
    }

    private void sendHeld(RecordKey record) throws IOException {
        setCurrentKey(record.text());
        byte[] held = mirror.value();
        send(record, held == null ? null : BinaryForm.decompress(held, "a record of the index's mirror"));
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        if (!ended && (looksFirst || looksAtBarrier)) {
            setRight();
        }
        lastCheckpoint = checkpointId;
        times.committed(checkpointId);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        histories.update(List.of(attempt.remembered(context.getCheckpointId())));
        rebuilds.update(rebuild.remembered());
    }

    /** Looks whether anybody else has written, and tidies up. What cannot be done now is done after the next checkpoint. */
    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        super.notifyCheckpointComplete(checkpoint);
        times.published(checkpoint);
        if (ended) {
            return;
        }
        try {
            attempt.requireLatest();
            attempt.tidy(checkpoint, purgedAtLeast);
        } catch (SupersededException e) {
            throw new SuppressRestartsException(e);
        } catch (IOException | ElasticsearchException e) {
            LOG.warn("{}-* cannot be tidied up now; the next checkpoint tries again", config.prefix(), e);
        }
        try {
            attempt.lookForPurges();
            sendWhatMayMiss();
            setStraysRight();
        } catch (IOException | ElasticsearchException e) {
            LOG.warn("{}-* cannot be looked through now; the next checkpoint tries again", config.prefix(), e);
        }
    }

    @Override
    public void endInput() throws Exception {
        setRight();
        ended = true;
    }

    /** Never fails, which would take the task manager down. */
    @Override
    public void close() throws Exception {
        try {
            if (attempt != null) {
                attempt.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("A connection to Elasticsearch could not be closed in order", e);
        } finally {
            super.close();
        }
    }
}
