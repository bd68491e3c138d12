package io.knowstream.resolution;

import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Rebuild;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs a {@link MergeFunction} and, where the index is rebuilt, sends what each key is once more: before anything else,
 * so that what comes later goes over it, and all of it before the first barrier.
 *
 * @param <C> the contributions
 */
final class MergeOperator<C extends Contribution> extends KeyedProcessOperator<String, C, GraphChange>
        implements BoundedOneInput {

    private static final long serialVersionUID = 1;

    private final MergeFunction<C> merge;
    private final String rebuildToken;

    private transient ListState<String> rebuilds;
    private transient Rebuild rebuild;

    MergeOperator(MergeFunction<C> merge, String rebuildToken) {
        super(merge);
        this.merge = merge;
        this.rebuildToken = rebuildToken;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rebuilds = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>(ResolutionOperator.REBUILD, Types.STRING));
        rebuild = Rebuild.of(rebuildToken, context.isRestored(), rebuilds.get());
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
        if (rebuild.due()) {
            Object key = getCurrentKey();
            sendAgain();
            setCurrentKey(key);
        }
        super.processElement(element);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        if (rebuild.due()) {
            sendAgain();
        }
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void endInput() throws Exception {
        if (rebuild.due()) {
            sendAgain();
        }
    }

    private void sendAgain() throws Exception {
        long sent = 0;
        try (Stream<String> keys =
                this.<String>getKeyedStateBackend().getKeys(MergeFunction.KEY, VoidNamespace.INSTANCE)) {
            for (Iterator<String> each = keys.iterator(); each.hasNext(); sent++) {
                String key = each.next();
                setCurrentKey(key);
                output.collect(new StreamRecord<>(merge.held(key)));
            }
        }
        LOG.info("{} has sent {} keys to the index that is rebuilt", getOperatorName(), sent);
        rebuild = rebuild.done();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        rebuilds.update(rebuild.remembered());
    }
}
