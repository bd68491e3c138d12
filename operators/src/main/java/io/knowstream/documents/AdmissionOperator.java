package io.knowstream.documents;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.DocumentUpdate;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.SimpleTimerService;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.TimestampedCollector;

/**
 * Runs {@link AdmissionFunction} and does what a function cannot: counts the documents in line after a restore, has all
 * documents compared with a configuration that has changed, and admits all of the line at the end of the input, where
 * timers are dropped.
 *
 * <p>The operator remembers its configuration, in the state {@code configuration}, one entry a subtask. Where a restore
 * finds another one there, or none, the documents held are compared, a few at a time, from mails: the task goes on
 * meanwhile. Until a subtask is through, its entry says that it is not; whoever restores that compares from the beginning
 * again, as every subtask sees all entries, and finds those in line that got there before.
 */
final class AdmissionOperator extends KeyedProcessOperator<String, DocumentUpdate, AdmittedDocument>
        implements BoundedOneInput {

    /** Documents compared between two looks at the input; about a millisecond. */
    static final int STEP = 16;

    private static final long serialVersionUID = 1;
    private static final String NOT_COMPARED = "";

    private final AdmissionFunction admission;

    private transient MailboxExecutor mailbox;
    private transient TimerService timers;
    private transient ListState<String> configurations;
    private transient boolean reconfigured;
    /** The documents that are yet to be compared, as they were at the restore; null where there are none. */
    private transient Stream<String> uncompared;

    private transient Iterator<String> next;

    AdmissionOperator(AdmissionFunction admission) {
        super(admission);
        this.admission = admission;
    }

    @Override
    public void setMailboxExecutor(MailboxExecutor executor) {
        super.setMailboxExecutor(executor);
        mailbox = executor;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        configurations = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("configuration", Types.STRING));
        Iterator<String> restored = configurations.get().iterator();
        reconfigured = context.isRestored() && !restored.hasNext();
        while (restored.hasNext()) {
            reconfigured |= !restored.next().equals(admission.fingerprint());
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = new SimpleTimerService(getInternalTimerService("user-timers", VoidNamespaceSerializer.INSTANCE, this));
        admission.line().restore(count(AdmissionFunction.OUTSTANDING));
        if (reconfigured) {
            long held = count(AdmissionFunction.VERSION);
            if (held > 0) {
                admission.line().beginComparison(held);
                uncompared = keys(AdmissionFunction.VERSION);
                next = uncompared.iterator();
                mailbox.execute(this::compareSome, "compare documents");
            }
        }
    }

    private void compareSome() throws Exception {
        if (uncompared != null) {
            compare(STEP);
            if (uncompared != null) {
                mailbox.execute(this::compareSome, "compare documents");
            }
        }
    }

    private void compare(long documents) throws Exception {
        for (long i = 0; i < documents && next.hasNext(); i++) {
            setCurrentKey(next.next());
            admission.compare(timers);
            admission.line().compared();
        }
        if (!next.hasNext()) {
            stopComparing();
            admission.line().endComparison();
        }
    }

    private void stopComparing() {
        if (uncompared != null) {
            uncompared.close();
            uncompared = null;
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        configurations.update(List.of(uncompared == null ? admission.fingerprint() : NOT_COMPARED));
    }

    /** Nothing waits behind the end of the input, so that here, and only here, the output may block. */
    @Override
    public void endInput() throws Exception {
        if (uncompared != null) {
            compare(Long.MAX_VALUE);
        }
        List<String> documentIds;
        try (Stream<String> keys = keys(AdmissionFunction.OUTSTANDING)) {
            documentIds = keys.toList();
        }
        TimestampedCollector<AdmittedDocument> out = new TimestampedCollector<>(output);
        for (String documentId : documentIds) {
            setCurrentKey(documentId);
            admission.admitAgain(out);
        }
    }

    @Override
    public void close() throws Exception {
        stopComparing();
        super.close();
    }

    private long count(String state) throws Exception {
        try (Stream<String> keys = keys(state)) {
            return keys.count();
        }
    }

    private Stream<String> keys(String state) {
        return this.<String>getKeyedStateBackend().getKeys(state, VoidNamespace.INSTANCE);
    }
}
