package io.knowstream.resolution;

import io.knowstream.graph.GraphChange;
import java.util.function.Consumer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs {@link ClusterFunction} and sends all links once more where the index is rebuilt, or where names are compared in
 * another way than those in state were: before anything else, and all of it before the first barrier. Where the rules are
 * others, names may belong to other blocks: all are forgotten, and told anew by those who merge entities.
 */
final class ClusterOperator extends KeyedProcessOperator<String, BlockMember, GraphChange> implements BoundedOneInput {

    private static final long serialVersionUID = 1;

    private final ClusterFunction clusters;
    private final String rebuildToken;
    private final String comparison;
    private final String told;

    private transient SendAgainStore rebuild;
    private transient SendAgainStore compared;
    private transient SendAgainStore rules;

    ClusterOperator(ResolutionConfig config) {
        this(config, MergeOperator.TOLD);
    }

    /** @param told the rules under which names are told */
    ClusterOperator(ResolutionConfig config, String told) {
        this(new ClusterFunction(config), config, told);
    }

    private ClusterOperator(ClusterFunction clusters, ResolutionConfig config, String told) {
        super(clusters);
        this.told = told;
        this.clusters = clusters;
        this.rebuildToken = config.rebuild();
        this.comparison = config.comparison();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rebuild = SendAgainStore.open(context, SendAgainStore.REBUILD, rebuildToken);
        compared = SendAgainStore.open(context, "comparison", comparison);
        rules = SendAgainStore.open(context, MergeOperator.NAMES, told);
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
        if (rules.due()) {
            send(rules, "forgotten", clusters::forget);
        } else if (compared.due()) {
            send(compared, "compared anew", clusters::compareAgain);
        } else if (rebuild.due()) {
            send(rebuild, "sent once more", clusters::sendAgain);
        }
        // One of them is enough.
        rules.done();
        compared.done();
        rebuild.done();
    }

    private interface Sending {
        void send(Consumer<GraphChange> out) throws Exception;
    }

    private void send(SendAgainStore due, String done, Sending sending) throws Exception {
        long blocks = due.send(getKeyedStateBackend(), ClusterFunction.BLOCK, block -> {
            sending.send(change -> output.collect(new StreamRecord<>(change)));
            return true;
        });
        LOG.info("{}: {} blocks of names were {}", getOperatorName(), blocks, done);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        rebuild.snapshot();
        compared.snapshot();
        rules.snapshot();
    }
}
