package io.knowstream.index;

import io.knowstream.graph.GraphChange;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.runtime.partitioner.GlobalPartitioner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the shards' commits of each checkpoint into one manifest and publishes it when the checkpoint has completed.
 */
public final class IndexSink
        implements Sink<ShardCommit>,
                SupportsWriterState<ShardCommit, IndexManifest>,
                SupportsCommitter<IndexManifest> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(IndexSink.class);

    private final IndexConfig config;

    private IndexSink(IndexConfig config) {
        this.config = config;
    }

    /**
     * Writes a stream of changes to the index. Changes of one id must come in order, in one partition of the stream.
     *
     * @param maxParallelism of the shards' writer, fixed for as long as its state is restored
     */
    public static DataStreamSink<ShardCommit> attach(
            DataStream<GraphChange> changes, IndexConfig config, int maxParallelism) {
        requireRetention(changes.getExecutionEnvironment().getConfiguration(), config);
        ShardRouting routing = new ShardRouting(
                config.shards(), maxParallelism, key -> KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism));
        KeyedStream<GraphChange, Integer> byShard =
                changes.keyBy(change -> routing.keyOf(routing.shardOf(change.id())), TypeInformation.of(Integer.class));
        // A barrier that overtook some changes of a document would publish the others without them.
        ((PartitionTransformation<?>) byShard.getTransformation())
                .getPartitioner()
                .disableUnalignedCheckpoints();
        DataStream<ShardCommit> commits = byShard.transform(
                        "index-shards", TypeInformation.of(ShardCommit.class), new ShardWriterOperator(config, routing))
                .uid("index-shards")
                .setMaxParallelism(maxParallelism);
        // The commits of a checkpoint must be in its manifest: a barrier that overtook them would leave them out.
        GlobalPartitioner<ShardCommit> toOne = new GlobalPartitioner<>();
        toOne.disableUnalignedCheckpoints();
        return new DataStream<>(
                        changes.getExecutionEnvironment(),
                        new PartitionTransformation<>(commits.getTransformation(), toOne))
                .sinkTo(new IndexSink(config))
                .name("index-manifest")
                .uid("index-manifest")
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    /** A checkpoint that Flink may go back to must have its files. */
    private static void requireRetention(ReadableConfig flink, IndexConfig config) {
        int checkpoints = flink.get(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS);
        if (config.retainedManifests() <= checkpoints) {
            throw new IllegalArgumentException("index.retained-manifests must be greater than "
                    + CheckpointingOptions.MAX_RETAINED_CHECKPOINTS.key() + ", " + checkpoints + " (got "
                    + config.retainedManifests() + ")");
        }
    }

    private ManifestLog log(SegmentStore store) throws IOException {
        return ManifestLog.open(store, config.path(), config.shards());
    }

    @Override
    public Gathering createWriter(WriterInitContext context) throws IOException {
        SegmentStore store = SegmentStore.at(config.path());
        ManifestLog log = log(store);
        return new Gathering(ShardGatherer.fresh(log, new Claims(store, log)));
    }

    @Override
    public Gathering restoreWriter(WriterInitContext context, Collection<IndexManifest> state) throws IOException {
        if (state.isEmpty()) {
            return createWriter(context);
        }
        IndexManifest last = state.iterator().next();
        SegmentStore store = SegmentStore.at(config.path());
        ManifestLog log = log(store);
        return new Gathering(ShardGatherer.restored(log, new Claims(store, log), last, config.rebuild() != null));
    }

    @Override
    public SimpleVersionedSerializer<IndexManifest> getWriterStateSerializer() {
        return new ManifestSerializer();
    }

    @Override
    public Committer<IndexManifest> createCommitter(CommitterInitContext context) throws IOException {
        SegmentStore store = SegmentStore.at(config.path());
        ManifestLog log = log(store);
        FileCollector collector = new FileCollector(store, log, config.retainedManifests());
        return new Publishing(log, collector, context.getRestoredCheckpointId().orElse(Long.MIN_VALUE));
    }

    @Override
    public SimpleVersionedSerializer<IndexManifest> getCommittableSerializer() {
        return new ManifestSerializer();
    }

    /** The one writer: takes commits, gives a manifest at each checkpoint. */
    static final class Gathering
            implements StatefulSinkWriter<ShardCommit, IndexManifest>,
                    CommittingSinkWriter<ShardCommit, IndexManifest> {

        private final ShardGatherer shards;

        private Gathering(ShardGatherer shards) {
            this.shards = shards;
        }

        @Override
        public void write(ShardCommit commit, Context context) {
            shards.add(commit);
        }

        @Override
        public void flush(boolean endOfInput) {
            // Nothing is buffered: the shards have published their files before they report.
        }

        @Override
        public Collection<IndexManifest> prepareCommit() throws IOException {
            return shards.seal().stream().toList();
        }

        @Override
        public List<IndexManifest> snapshotState(long checkpointId) {
            return shards.sealed() == null ? List.of() : List.of(shards.sealed());
        }

        @Override
        public void close() {
            // Holds nothing open.
        }
    }

    /** @param restored the restored checkpoint: since it and those before it were taken, the index may have been lost */
    private record Publishing(ManifestLog log, FileCollector collector, long restored)
            implements Committer<IndexManifest> {

        @Override
        public void commit(Collection<CommitRequest<IndexManifest>> requests) throws IOException {
            List<CommitRequest<IndexManifest>> inOrder = requests.stream()
                    .sorted(Comparator.comparing(
                            CommitRequest::getCommittable, Comparator.comparingLong(IndexManifest::checkpoint)))
                    .toList();
            for (CommitRequest<IndexManifest> request : inOrder) {
                IndexManifest manifest = request.getCommittable();
                switch (manifest.checkpoint() <= restored ? log.publishIfWhole(manifest) : log.publish(manifest)) {
                    case PUBLISHED -> collector.collect();
                    case ALREADY_PUBLISHED -> request.signalAlreadyCommitted();
                    case LOST -> {
                        // The writer, which goes on from the newest of them, refuses that or has the index rebuilt.
                        LOG.warn("Not published, because files of it are lost: {}", manifest);
                        request.signalAlreadyCommitted();
                    }
                    case SUPERSEDED -> {
                        LOG.warn("Not published, because a newer lineage or attempt has published: {}", manifest);
                        request.signalAlreadyCommitted();
                    }
                }
            }
        }

        @Override
        public void close() {
            // Holds nothing open.
        }
    }

    private static final class ManifestSerializer implements SimpleVersionedSerializer<IndexManifest> {

        @Override
        public int getVersion() {
            return IndexManifest.FORMAT;
        }

        @Override
        public byte[] serialize(IndexManifest manifest) {
            return manifest.toBytes();
        }

        @Override
        public IndexManifest deserialize(int version, byte[] serialized) throws IOException {
            if (version != IndexManifest.FORMAT) {
                throw new IOException("the state of index-manifest must have version " + IndexManifest.FORMAT + " (got "
                        + version + ", from before the first release)");
            }
            return IndexManifest.fromBytes("state of index-manifest", serialized);
        }
    }
}
