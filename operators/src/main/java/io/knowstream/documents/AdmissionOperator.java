package io.knowstream.documents;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.DocumentUpdate;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.TimestampedCollector;

/**
 * Runs {@link AdmissionFunction} and does what a function cannot: counts the documents in line after a restore, and
 * admits all of them at the end of the input, where timers are dropped.
 */
final class AdmissionOperator extends KeyedProcessOperator<String, DocumentUpdate, AdmittedDocument>
        implements BoundedOneInput {

    private static final long serialVersionUID = 1;

    private final AdmissionFunction admission;

    AdmissionOperator(AdmissionFunction admission) {
        super(admission);
        this.admission = admission;
    }

    @Override
    public void open() throws Exception {
        super.open();
        try (Stream<String> keys = inLine()) {
            admission.restoreLine(keys.count());
        }
    }

    /** Nothing waits behind the end of the input, so that here, and only here, the output may block. */
    @Override
    public void endInput() throws Exception {
        List<String> documentIds;
        try (Stream<String> keys = inLine()) {
            documentIds = keys.toList();
        }
        TimestampedCollector<AdmittedDocument> out = new TimestampedCollector<>(output);
        for (String documentId : documentIds) {
            setCurrentKey(documentId);
            admission.admitAgain(documentId, out);
        }
    }

    private Stream<String> inLine() {
        return this.<String>getKeyedStateBackend().getKeys(AdmissionFunction.OUTSTANDING, VoidNamespace.INSTANCE);
    }
}
