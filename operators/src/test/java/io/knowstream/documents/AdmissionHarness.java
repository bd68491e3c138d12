package io.knowstream.documents;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentUpdate;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** Admission on RocksDB, as in production, with memory for models that a test sets for all harnesses of its process. */
final class AdmissionHarness extends KeyedOneInputStreamOperatorTestHarness<String, DocumentUpdate, AdmittedDocument> {

    static final int MAX_PARALLELISM = 16;

    /** What all memory says; operators are copied on their way into a harness, so that it is static. */
    static volatile ModelMemory.Level level = ModelMemory.Level.AVAILABLE;

    private final AdmissionOperator operator;
    private final int parallelism;
    private final int subtask;

    AdmissionHarness(DocumentsConfig config, int parallelism, int subtask) throws Exception {
        this(config, configuration("models"), parallelism, subtask);
    }

    AdmissionHarness(DocumentsConfig config, ConfigurationFingerprint configuration, int parallelism, int subtask)
            throws Exception {
        this(
                new AdmissionOperator(new AdmissionFunction(config, configuration, TestingMemory::new)),
                parallelism,
                subtask);
    }

    /** A configuration with this fingerprint. */
    static ConfigurationFingerprint configuration(String whole) {
        return new ConfigurationFingerprint(whole, whole, "smaller models", true, false, true);
    }

    private AdmissionHarness(AdmissionOperator operator, int parallelism, int subtask) throws Exception {
        super(operator, DocumentUpdate::documentId, Types.STRING, MAX_PARALLELISM, parallelism, subtask);
        this.operator = operator;
        this.parallelism = parallelism;
        this.subtask = subtask;
        setStateBackend(new EmbeddedRocksDBStateBackend());
    }

    /** Opens it with its part of the snapshot of a single subtask. */
    AdmissionHarness restored(OperatorSubtaskState snapshot) throws Exception {
        initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                snapshot, MAX_PARALLELISM, 1, parallelism, subtask));
        open();
        return this;
    }

    void send(DocumentUpdate... updates) throws Exception {
        for (DocumentUpdate update : updates) {
            processElement(update, 0);
        }
    }

    /** Runs the mails that wait, and those that they send, at most so many; returns whether all are done. */
    boolean runMails(int most) throws Exception {
        for (int i = 0; i < most; i++) {
            var mail = getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
            if (mail.isEmpty()) {
                return true;
            }
            mail.get().run();
        }
        return false;
    }

    /** What came out, {@code id:revision:content}, with a tilde where it is provisional. */
    List<String> admitted() {
        return extractOutputValues().stream()
                .map(admitted -> admitted.documentId() + ":" + admitted.revision() + ":"
                        + (admitted.document() == null
                                ? "deleted"
                                : admitted.document().content())
                        + (admitted.provisional() ? "~" : ""))
                .toList();
    }

    /** What the gauge shows. */
    long outstanding() {
        return ((AdmissionFunction) operator.getUserFunction()).outstanding();
    }

    boolean owns(String key) {
        return subtask == KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, parallelism);
    }

    static DocumentUpdate upsert(String id, String content, Long version) {
        return DocumentUpdate.upsert(new Document(id, null, content, version, null));
    }

    static DocumentUpdate delete(String id, Long version) {
        return DocumentUpdate.delete(id, version);
    }

    private static final class TestingMemory implements ModelMemory {
        @Override
        public Level level() {
            return level;
        }

        @Override
        public void close() {}
    }

    /** Lets time pass, a millisecond after the other, as timers see it. */
    void pass(long millis) throws Exception {
        for (long i = 0; i < millis; i++) {
            setProcessingTime(getProcessingTime() + 1);
        }
    }
}
