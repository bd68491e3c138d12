package io.knowstream.documents;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentUpdate;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Admits the updates of documents that count, each with the number of its revision; what is stale or says nothing new
 * ends here.
 *
 * <p>State of a document: its {@code version} (floor, hash, revision) and its {@code text} (compressed) until it is
 * deleted; then a {@code tombstone} until {@code documents.tombstone-retention} is over, and its {@code last-revision} for twice
 * that time. Revisions only grow while any of them is held: operators behind this one see a deletion later, remember its
 * revision for the retention from then on, and would take a document that began again at 1 for an old one.
 *
 * <p>Where memory for models is limited and the configuration says so, a changed document is admitted provisional. It is
 * then {@code outstanding}, in line with a timer, until it is admitted again as a revision of its own with nothing
 * provisional about it: at {@code reprocess.rate} while memory is available or once it has waited for
 * {@code reprocess.patience}, all at once at the end of the input. A document that says nothing new keeps its place in
 * line; a new version and a deletion take it out, unless the new version is provisional too.
 *
 * <p>After a restore with another configuration {@link AdmissionOperator} has every document compared with what the graph
 * depends on now; those that were admitted under another one join the same line. Where their own configuration is back
 * before their turn, they leave it again.
 */
public final class AdmissionFunction extends KeyedProcessFunction<String, DocumentUpdate, AdmittedDocument> {

    /** The operator's uid and name. */
    public static final String UID = "admission";

    /** The state of the documents in line. */
    static final String OUTSTANDING = "outstanding";

    /** The state of the documents that are alive. */
    static final String VERSION = "version";

    private static final long serialVersionUID = 1;
    /** How many entries a compaction looks at before it reads the clock again; Flink's default. */
    private static final long CLOCK_EVERY = 1_000;

    private final DocumentsConfig config;
    private final ConfigurationFingerprint configuration;
    private final ModelMemory.Opening memoryOpening;

    private transient Admission admission;
    private transient ValueState<HeldVersion> version;
    private transient ValueState<byte[]> text;
    private transient ValueState<HeldVersion> tombstone;
    private transient ValueState<Long> lastRevision;
    private transient ValueState<Outstanding> outstanding;
    private transient ReprocessLine line;
    private transient ModelMemory memory;
    private transient Recorder recorder;

    AdmissionFunction(DocumentsConfig config, ConfigurationFingerprint configuration, ModelMemory.Opening memory) {
        this.config = config;
        this.configuration = configuration;
        this.memoryOpening = memory;
    }

    /**
     * Wires admission, keyed by document.
     *
     * @param configuration what the graph depends on beside the documents
     * @param memory watches the memory of the task manager's models
     */
    public static SingleOutputStreamOperator<AdmittedDocument> attach(
            DataStream<DocumentUpdate> updates,
            DocumentsConfig config,
            ConfigurationFingerprint configuration,
            ModelMemory.Opening memory) {
        return updates.keyBy(DocumentUpdate::documentId)
                .transform(
                        UID,
                        TypeInformation.of(AdmittedDocument.class),
                        new AdmissionOperator(new AdmissionFunction(config, configuration, memory)))
                .uid(UID);
    }

    @Override
    public void open(OpenContext context) {
        admission = new Admission(configuration.whole());
        TypeInformation<HeldVersion> held = TypeInformation.of(HeldVersion.class);
        version = getRuntimeContext().getState(new ValueStateDescriptor<>(VERSION, held));
        text = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("text", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        ValueStateDescriptor<HeldVersion> tombstones = new ValueStateDescriptor<>("tombstone", held);
        tombstones.enableTimeToLive(expiring(config.tombstoneRetention()));
        tombstone = getRuntimeContext().getState(tombstones);
        ValueStateDescriptor<Long> lastRevisions = new ValueStateDescriptor<>("last-revision", Types.LONG);
        lastRevisions.enableTimeToLive(expiring(config.tombstoneRetention().multipliedBy(2)));
        lastRevision = getRuntimeContext().getState(lastRevisions);
        outstanding = getRuntimeContext()
                .getState(new ValueStateDescriptor<>(OUTSTANDING, TypeInformation.of(Outstanding.class)));
        line = new ReprocessLine(
                getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks(),
                config.reprocessRate(),
                config.reprocessPatience());
        memory = memoryOpening.open();
        recorder = MetricGroupSink.open(
                getRuntimeContext().getMetricGroup(),
                Metric.DOCUMENTS_UNCHANGED,
                Metric.DOCUMENTS_STALE,
                Metric.DOCUMENTS_DELETED,
                Metric.DOCUMENTS_PROVISIONAL,
                Metric.DOCUMENTS_REPROCESSED,
                Metric.ADMISSION_LATENCY);
        recorder.gauge(Metric.REPROCESS_OUTSTANDING, this::outstanding);
    }

    /** Hash of what the graph depends on beside the documents. */
    String fingerprint() {
        return configuration.whole();
    }

    /** The documents that are in line. */
    ReprocessLine line() {
        return line;
    }

    /** How many documents of this subtask are outstanding. Any thread may ask. */
    long outstanding() {
        return line.outstanding();
    }

    private static StateTtlConfig expiring(Duration after) {
        return StateTtlConfig.newBuilder(after)
                .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
                .setStateVisibility(StateTtlConfig.StateVisibility.NeverReturnExpired)
                .cleanupInRocksdbCompactFilter(CLOCK_EVERY)
                .build();
    }

    @Override
    public void processElement(DocumentUpdate update, Context context, Collector<AdmittedDocument> out)
            throws Exception {
        long start = System.nanoTime();
        HeldVersion held = held();
        Admission.Decision decision = admission.decide(held, update);
        HeldVersion next = decision.held();
        switch (decision.verdict()) {
            case STALE -> recorder.count(Metric.DOCUMENTS_STALE);
            case UNCHANGED -> {
                recorder.count(Metric.DOCUMENTS_UNCHANGED);
                if (next != null && next.deleted() && !next.equals(held)) {
                    tombstone.update(next);
                }
            }
            case CHANGED -> {
                tombstone.clear();
                lastRevision.clear();
                version.update(next);
                text.update(StoredDocument.compress(update.document()));
                boolean provisional = config.degradeWhenLimited() && memory.level() == ModelMemory.Level.LIMITED;
                if (provisional) {
                    admitProvisional(context.timerService());
                } else {
                    leaveLine(context.timerService());
                }
                emit(next, update.document(), provisional, out);
            }
            case DELETED -> {
                recorder.count(Metric.DOCUMENTS_DELETED);
                version.clear();
                text.clear();
                leaveLine(context.timerService());
                tombstone.update(next);
                lastRevision.update(next.revision());
                out.collect(new AdmittedDocument(update.documentId(), next.revision(), null));
            }
        }
        recorder.since(Metric.ADMISSION_LATENCY, start);
    }

    private void admitProvisional(TimerService timers) throws Exception {
        Outstanding place = outstanding.value();
        if (place == null) {
            long now = timers.currentProcessingTime();
            takeTurn(new Outstanding(line.join(now), now, false), timers);
        } else {
            outstanding.update(new Outstanding(place.turn(), place.since(), false));
        }
        line.admittedProvisional();
        recorder.count(Metric.DOCUMENTS_PROVISIONAL);
    }

    private void takeTurn(Outstanding place, TimerService timers) throws Exception {
        outstanding.update(place);
        timers.registerProcessingTimeTimer(place.turn());
    }

    private void leaveLine(TimerService timers) throws Exception {
        Outstanding place = line.outstanding() == 0 ? null : outstanding.value();
        if (place != null) {
            timers.deleteProcessingTimeTimer(place.turn());
            outstanding.clear();
            line.leave();
        }
    }

    /** Puts the document in line, the current key, where it was admitted under another configuration. */
    void compare(TimerService timers) throws Exception {
        HeldVersion held = version.value();
        Outstanding place = outstanding.value();
        if (held == null || place != null && !place.reconfigured()) {
            return;
        }
        boolean current = admission.isCurrent(held, StoredDocument.decompress(text.value()));
        if (current && place != null) {
            leaveLine(timers);
        } else if (!current && place == null) {
            long now = timers.currentProcessingTime();
            takeTurn(new Outstanding(line.join(now), now, true), timers);
        }
    }

    /** It is the document's turn, unless it was admitted at the end of the input. */
    @Override
    public void onTimer(long turn, OnTimerContext context, Collector<AdmittedDocument> out) throws Exception {
        Outstanding place = outstanding.value();
        if (place == null) {
            return;
        }
        long now = context.timerService().currentProcessingTime();
        boolean ready = memory.level() == ModelMemory.Level.AVAILABLE || line.isImpatient(place.since(), now);
        if (ready && line.mayGo(now)) {
            admitAgain(out);
        } else {
            takeTurn(new Outstanding(line.back(now), place.since(), place.reconfigured()), context.timerService());
        }
    }

    /** Admits a document of the line, the current key, as a new revision that is extracted in full, where it must be. */
    void admitAgain(Collector<AdmittedDocument> out) throws Exception {
        Document document = StoredDocument.decompress(text.value());
        if (outstanding.value().reconfigured() && admission.isCurrent(version.value(), document)) {
            outstanding.clear();
            line.leave();
            return;
        }
        HeldVersion next = admission.again(version.value(), document);
        version.update(next);
        outstanding.clear();
        line.leaveAdmitted();
        recorder.count(Metric.DOCUMENTS_REPROCESSED);
        emit(next, document, false, out);
    }

    private void emit(HeldVersion next, Document document, boolean provisional, Collector<AdmittedDocument> out) {
        out.collect(new AdmittedDocument(document.id(), next.revision(), document, provisional, configuration));
    }

    @Override
    public void close() {
        if (memory != null) {
            memory.close();
        }
    }

    private HeldVersion held() throws Exception {
        HeldVersion alive = version.value();
        HeldVersion held = alive == null ? tombstone.value() : alive;
        Long last = held == null ? lastRevision.value() : null;
        return last == null ? held : new HeldVersion(null, null, last);
    }
}
