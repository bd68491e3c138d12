package io.knowstream.resolution;

import io.knowstream.graph.GraphChange;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs a function that after some restores sends what is in its state once more: before anything else, so that what comes
 * later goes over it, and all of it before the first barrier.
 *
 * @param <I> what comes in
 */
abstract class SendAgainOperator<I> extends KeyedProcessOperator<String, I, GraphChange> implements BoundedOneInput {

    private static final long serialVersionUID = 1;

    private transient List<SendAgainStore> stores;

    SendAgainOperator(KeyedProcessFunction<String, I, GraphChange> function) {
        super(function);
    }

    /** Sends what is due. */
    abstract void sendAgainIfDue() throws Exception;

    /** Opens what decides whether that is so, by a name of its state and a token. */
    abstract void openStores(Opening opening) throws Exception;

    /** Opens a {@link SendAgainStore} of the operator. */
    interface Opening {
        /** One more. */
        SendAgainStore open(String state, String token) throws Exception;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        stores = new ArrayList<>();
        openStores((state, token) -> {
            SendAgainStore store = SendAgainStore.open(context, state, token);
            stores.add(store);
            return store;
        });
    }

    @Override
    public void processElement(StreamRecord<I> element) throws Exception {
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

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        for (SendAgainStore store : stores) {
            store.snapshot();
        }
    }
}
