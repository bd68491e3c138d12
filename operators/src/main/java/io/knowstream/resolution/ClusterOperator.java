package io.knowstream.resolution;

import io.knowstream.graph.GraphChange;
import java.util.function.Consumer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs {@link ClusterFunction} and sends all links once more where the index is rebuilt, or where names are compared in
 * another way than those in state were. Where the rules are others, names may belong to other blocks: all are forgotten, and told anew by those who merge entities.
 */
final class ClusterOperator extends SendAgainOperator<BlockMember> {

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
    void openStores(Opening opening) throws Exception {
        rebuild = opening.open(SendAgainStore.REBUILD, rebuildToken);
        compared = opening.open("comparison", comparison);
        rules = opening.open(MergeOperator.NAMES, told);
    }

    @Override
    void sendAgainIfDue() throws Exception {
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
}
