package io.knowstream.index;

import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Rebuild;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import io.knowstream.metrics.StageSampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.lucene.util.IOUtils;

/**
 * Writes the shards whose keys belong to this subtask.
 *
 * <p>Before each barrier every shard is committed and published; its file list goes into its keyed state and downstream.
 * Keyed state is small and moves with its shard, so that a restore at any parallelism opens exactly the checkpoint's
 * files. At the end of input the shards merge their segments and report once more, for nothing may be
 * sent later, and then no more.
 *
 * <p>Where the index is rebuilt, shards begin empty, whatever their state says. Those who send the changes then send all
 * that they have in state before the first barrier, so that the first files are those of the whole graph.
 */
final class ShardWriterOperator extends AbstractStreamOperator<ShardCommit>
        implements OneInputStreamOperator<GraphChange, ShardCommit>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private final IndexConfig config;
    private final ShardRouting routing;

    private transient TreeMap<Integer, ShardWriter> writers;
    private transient TreeMap<Integer, ShardCommit> last;
    private transient SavepointMarkers markers;
    private transient TreeMap<Long, List<SavepointMarkers.Marker>> marked;
    private transient ValueState<ShardCommit> commits;
    /** The token under which the shards were rebuilt last; one entry a subtask, all the same. */
    private transient ListState<String> rebuilds;

    private transient Rebuild rebuild;
    private transient long lastCheckpoint;
    private transient boolean ended;
    private transient Recorder recorder;
    private transient PublicationTimes times;
    private transient IndexProfile profile;

    ShardWriterOperator(IndexConfig config, ShardRouting routing) {
        this.config = config;
        this.routing = routing;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        recorder = MetricGroupSink.open(getMetricGroup(), Metric.INDEX_COMMIT_LATENCY, Metric.PUBLICATION_LATENCY);
        times = new PublicationTimes(recorder);
        profile = new IndexProfile(StageSampler.of(getRuntimeContext().getGlobalJobParameters(), recorder));
        lastCheckpoint = context.getRestoredCheckpointId().orElse(0);
        commits = context.getKeyedStateStore()
                .getState(new ValueStateDescriptor<>("shard-commit", TypeInformation.of(ShardCommit.class)));
        rebuilds =
                context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("rebuild", Types.STRING));
        rebuild = Rebuild.of(config.rebuild(), context.isRestored(), rebuilds.get());
        writers = new TreeMap<>();
        last = new TreeMap<>();
        marked = new TreeMap<>();
        SegmentStore store = SegmentStore.at(config.path());
        Claims claims = new Claims(store, ManifestLog.open(store, config.path(), config.shards()));
        markers = new SavepointMarkers(store);
        KeyGroupRange owned = ownedKeyGroups();
        for (int shard = 0; shard < routing.shards(); shard++) {
            if (owned.contains(keyGroup(routing.keyOf(shard)))) {
                setCurrentKey(routing.keyOf(shard));
                ShardCommit from = commits.value();
                if (from == null && context.isRestored() && !rebuild.due()) {
                    throw Rebuild.needed("an index of Lucene");
                }
                writers.put(shard, open(store, claims, shard, from));
            }
        }
    }

    private ShardWriter open(SegmentStore store, Claims claims, int shard, ShardCommit from) throws IOException {
        long attempt = claims.claim("shard " + shard, from == null ? 0 : from.attempt());
        if (rebuild.due()) {
            return ShardWriter.rebuild(store, config, shard, attempt, workDirectory(), from);
        }
        return ShardWriter.open(store, config, shard, attempt, workDirectory(), from);
    }

    private KeyGroupRange ownedKeyGroups() {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        return KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                task.getMaxNumberOfParallelSubtasks(),
                task.getNumberOfParallelSubtasks(),
                task.getIndexOfThisSubtask());
    }

    private int keyGroup(int key) {
        return KeyGroupRangeAssignment.assignToKeyGroup(
                key, getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks());
    }

    private Path workDirectory() {
        if (config.workDirectory() != null) {
            return Path.of(config.workDirectory());
        }
        return getContainingTask()
                .getEnvironment()
                .getIOManager()
                .getSpillingDirectories()[0]
                .toPath()
                .resolve("knowstream-index");
    }

    @Override
    public void processElement(StreamRecord<GraphChange> element) throws Exception {
        GraphChange change = element.getValue();
        try (StageClock.Span ignored = profile.applies(change)) {
            writers.get(routing.shardOf(change.id())).apply(change);
        }
        if (change.kind() == GraphChange.Kind.DOCUMENT && element.hasTimestamp()) {
            times.written(element.getTimestamp());
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        lastCheckpoint = checkpointId;
        if (!ended) {
            commit(checkpointId);
        }
        times.committed(checkpointId);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        rebuilds.update(rebuild.remembered());
    }

    @Override
    public void endInput() throws Exception {
        ended = true;
        try (StageClock.Span ignored = profile.shared()) {
            for (ShardWriter writer : writers.values()) {
                writer.settle();
            }
        }
        commit(lastCheckpoint + 1);
    }

    private void commit(long checkpoint) throws IOException {
        long began = System.nanoTime();
        try (StageClock.Span ignored = profile.shared()) {
            for (var shard : writers.entrySet()) {
                ShardCommit commit = shard.getValue().commit(checkpoint);
                setCurrentKey(routing.keyOf(shard.getKey()));
                commits.update(commit);
                last.put(shard.getKey(), commit);
                output.collect(new StreamRecord<>(commit));
            }
        }
        recorder.record(Metric.INDEX_COMMIT_LATENCY, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
    }

    /** Before a savepoint is acknowledged, all that it needs of the index is protected from being collected. */
    @Override
    public OperatorSnapshotFutures snapshotState(
            long checkpoint, long timestamp, CheckpointOptions options, CheckpointStreamFactory streams)
            throws Exception {
        if (options.getCheckpointType().isSavepoint()) {
            String job = getRuntimeContext().getJobInfo().getJobId().toHexString();
            List<SavepointMarkers.Marker> written = new ArrayList<>();
            marked.put(checkpoint, written);
            for (ShardCommit commit : last.values()) {
                SavepointMarkers.Marker marker = new SavepointMarkers.Marker(
                        SavepointMarkers.Marker.FORMAT, job, checkpoint, timestamp, routing.shards(), commit);
                written.add(marker);
                markers.write(marker);
            }
        }
        return super.snapshotState(checkpoint, timestamp, options, streams);
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        super.notifyCheckpointComplete(checkpoint);
        times.published(checkpoint);
        marked.headMap(checkpoint, true).clear();
    }

    /** Nobody restores a savepoint that was given up. What cannot be removed now is released by hand. */
    @Override
    public void notifyCheckpointAborted(long checkpoint) throws Exception {
        super.notifyCheckpointAborted(checkpoint);
        for (SavepointMarkers.Marker marker : marked.getOrDefault(checkpoint, List.of())) {
            try {
                markers.delete(marker);
            } catch (IOException e) {
                LOG.warn("The marker {} of a savepoint that was given up could not be removed", marker.path(), e);
            }
        }
        marked.remove(checkpoint);
    }

    /** Never fails, which would take the task manager down: what a writer leaves behind is of no more use. */
    @Override
    public void close() throws Exception {
        try {
            if (writers != null) {
                IOUtils.close(writers.values());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The local files of shards {} could not be closed in order", writers.keySet(), e);
        } finally {
            super.close();
        }
    }
}
