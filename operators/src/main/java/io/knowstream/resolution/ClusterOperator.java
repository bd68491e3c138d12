package io.knowstream.resolution;

import io.knowstream.graph.GraphChange;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs {@link ClusterFunction} and sends all links once more where the index is rebuilt, or where names are compared in
 * another way than those in state were: before anything else, and all of it before the first barrier.
 */
final class ClusterOperator extends KeyedProcessOperator<String, BlockMember, GraphChange> implements BoundedOneInput {

    private static final long serialVersionUID = 1;

    private final ClusterFunction clusters;
    private final String rebuildToken;
    private final String comparison;

    private transient SendAgainStore rebuild;
    private transient SendAgainStore compared;

    ClusterOperator(ResolutionConfig config) {
        this(new ClusterFunction(config), config);
    }

    private ClusterOperator(ClusterFunction clusters, ResolutionConfig config) {
        super(clusters);
        this.clusters = clusters;
        this.rebuildToken = config.rebuild();
        this.comparison = config.comparison();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rebuild = SendAgainStore.open(context, SendAgainStore.REBUILD, rebuildToken);
        compared = SendAgainStore.open(context, "comparison", comparison);
    }

    @Override
    public void processElement(StreamRecord<BlockMember> element) throws Exception {
        sendAgainIfDue();
        super.processElement(element);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        sendAgainIfDue();
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void endInput() throws Exception {
        sendAgainIfDue();
    }

    private void sendAgainIfDue() throws Exception {
        boolean otherwise = compared.due();
        SendAgainStore due = otherwise ? compared : rebuild;
        if (due.due()) {
            long blocks = due.send(getKeyedStateBackend(), ClusterFunction.BLOCK, block -> {
                clusters.sendAgain(otherwise, change -> output.collect(new StreamRecord<>(change)));
                return true;
            });
            LOG.info("{} has sent the links of {} blocks of names once more", getOperatorName(), blocks);
            // Once is enough for both.
            rebuild.done();
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        rebuild.snapshot();
        compared.snapshot();
    }
}
