package io.knowstream.resolution;

import io.knowstream.graph.Rebuild;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;

/**
 * Whether an operator has to send what is in its keyed state once more: after a restore, once for each token, which one
 * entry a subtask remembers, all the same. Used by one thread.
 */
final class SendAgainStore {

    /** Name of the state of the token under which the index was rebuilt last. */
    static final String REBUILD = "rebuild";

    /** Sends what is in the state of the current key. */
    @FunctionalInterface
    interface Sending {
        /** Whether there was anything. */
        boolean send(String key) throws Exception;
    }

    private final ListState<String> tokens;
    private Rebuild rebuild;

    private SendAgainStore(ListState<String> tokens, Rebuild rebuild) {
        this.tokens = tokens;
        this.rebuild = rebuild;
    }

    /**
     * Opens it.
     *
     * @param state name of the state of the token
     * @param token null for none
     */
    static SendAgainStore open(StateInitializationContext context, String state, String token) throws Exception {
        ListState<String> tokens =
                context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>(state, Types.STRING));
        return new SendAgainStore(tokens, Rebuild.of(token, context.isRestored(), tokens.get()));
    }

    /** Whether it is to be done before anything else. */
    boolean due() {
        return rebuild.due();
    }

    /**
     * Sends what is in state, and leaves the current key as it was.
     *
     * @param keyState a state that every key has
     * @return for how many keys there was anything
     */
    long send(KeyedStateBackend<String> backend, String keyState, Sending sending) throws Exception {
        String current = backend.getCurrentKey();
        long sent = 0;
        try (Stream<String> keys = backend.getKeys(keyState, VoidNamespace.INSTANCE)) {
            for (Iterator<String> each = keys.iterator(); each.hasNext(); ) {
                String key = each.next();
                backend.setCurrentKey(key);
                if (sending.send(key)) {
                    sent++;
                }
            }
        }
        if (current != null) {
            backend.setCurrentKey(current);
        }
        done();
        return sent;
    }

    /** It is not due any more. */
    void done() {
        rebuild = rebuild.done();
    }

    /** Writes the token to state. */
    void snapshot() throws Exception {
        tokens.update(rebuild.remembered());
    }
}
