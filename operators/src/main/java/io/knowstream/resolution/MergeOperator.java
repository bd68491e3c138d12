package io.knowstream.resolution;

import io.knowstream.clusters.NameLinker;
import io.knowstream.graph.GraphChange;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs a {@link MergeFunction} and, where the index is rebuilt, sends what each key is once more: before anything else,
 * so that what comes later goes over it, and all of it before the first barrier. In the same way it tells the names of
 * entities to those who link them, where the state is of a version that linked none or by other rules.
 *
 * @param <C> the contributions
 */
final class MergeOperator<C extends Contribution> extends KeyedProcessOperator<String, C, GraphChange>
        implements BoundedOneInput {

    private static final long serialVersionUID = 1;
    /** Name of the state of the rules under which names were told last. */
    static final String NAMES = "names";

    /** Names are told anew under other rules. */
    static final String TOLD = Integer.toString(NameLinker.RULES);

    private final MergeFunction<C> merge;
    private final String rebuildToken;

    private transient SendAgainStore rebuild;
    private transient SendAgainStore names;

    MergeOperator(MergeFunction<C> merge, String rebuildToken) {
        super(merge);
        this.merge = merge;
        this.rebuildToken = rebuildToken;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rebuild = SendAgainStore.open(context, SendAgainStore.REBUILD, rebuildToken);
        names = SendAgainStore.open(context, NAMES, merge.tellsNames() ? TOLD : null);
    }

    @Override
    public void open() throws Exception {
        super.open();
        long converted = EarlierMergeStore.convert(this.<String>getKeyedStateBackend(), merge);
        if (converted > 0) {
            LOG.info("{} has brought {} keys of an earlier version into the form of now", getOperatorName(), converted);
        }
    }

    @Override
    public void processElement(StreamRecord<C> element) throws Exception {
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
        if (names.due()) {
            long told = names.send(getKeyedStateBackend(), MergeFunction.KEY, key -> {
                merge.tellNames(key, member -> output.collect(EntityMergeFunction.NAMES, new StreamRecord<>(member)));
                return true;
            });
            LOG.info(
                    "{} has told the names of {} entities, as they were not told under these rules",
                    getOperatorName(),
                    told);
        }
        if (rebuild.due()) {
            long sent = rebuild.send(getKeyedStateBackend(), MergeFunction.KEY, key -> {
                output.collect(new StreamRecord<>(merge.held(key)));
                return true;
            });
            LOG.info("{} has sent {} keys to the index that is rebuilt", getOperatorName(), sent);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        rebuild.snapshot();
        names.snapshot();
    }
}
