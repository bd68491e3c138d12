package io.knowstream.documents;

import io.knowstream.graph.AdmittedDocument;
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
 */
public final class AdmissionFunction extends KeyedProcessFunction<String, DocumentUpdate, AdmittedDocument> {

    /** The operator's uid and name. */
    public static final String UID = "admission";

    private static final long serialVersionUID = 1;
    /** How many entries a compaction looks at before it reads the clock again; Flink's default. */
    private static final long CLOCK_EVERY = 1_000;

    private final DocumentsConfig config;
    private final String pipelineFingerprint;

    private transient Admission admission;
    private transient ValueState<HeldVersion> version;
    private transient ValueState<byte[]> text;
    private transient ValueState<HeldVersion> tombstone;
    private transient ValueState<Long> lastRevision;
    private transient Recorder recorder;

    /** @param pipelineFingerprint hash of the models and the configuration that the graph depends on */
    public AdmissionFunction(DocumentsConfig config, String pipelineFingerprint) {
        this.config = config;
        this.pipelineFingerprint = pipelineFingerprint;
    }

    /** Wires admission, keyed by document. */
    public static SingleOutputStreamOperator<AdmittedDocument> attach(
            DataStream<DocumentUpdate> updates, DocumentsConfig config, String pipelineFingerprint) {
        return updates.keyBy(DocumentUpdate::documentId)
                .process(new AdmissionFunction(config, pipelineFingerprint))
                .uid(UID)
                .name(UID);
    }

    @Override
    public void open(OpenContext context) {
        admission = new Admission(pipelineFingerprint);
        TypeInformation<HeldVersion> held = TypeInformation.of(HeldVersion.class);
        version = getRuntimeContext().getState(new ValueStateDescriptor<>("version", held));
        text = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("text", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        ValueStateDescriptor<HeldVersion> tombstones = new ValueStateDescriptor<>("tombstone", held);
        tombstones.enableTimeToLive(expiring(config.tombstoneRetention()));
        tombstone = getRuntimeContext().getState(tombstones);
        ValueStateDescriptor<Long> lastRevisions = new ValueStateDescriptor<>("last-revision", Types.LONG);
        lastRevisions.enableTimeToLive(expiring(config.tombstoneRetention().multipliedBy(2)));
        lastRevision = getRuntimeContext().getState(lastRevisions);
        recorder = new MetricGroupSink(
                getRuntimeContext().getMetricGroup(),
                Metric.DOCUMENTS_UNCHANGED,
                Metric.DOCUMENTS_STALE,
                Metric.DOCUMENTS_DELETED,
                Metric.ADMISSION_LATENCY);
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
                out.collect(new AdmittedDocument(update.documentId(), next.revision(), update.document()));
            }
            case DELETED -> {
                recorder.count(Metric.DOCUMENTS_DELETED);
                version.clear();
                text.clear();
                tombstone.update(next);
                lastRevision.update(next.revision());
                out.collect(new AdmittedDocument(update.documentId(), next.revision(), null));
            }
        }
        recorder.since(Metric.ADMISSION_LATENCY, start);
    }

    private HeldVersion held() throws Exception {
        HeldVersion alive = version.value();
        HeldVersion held = alive == null ? tombstone.value() : alive;
        Long last = held == null ? lastRevision.value() : null;
        return last == null ? held : new HeldVersion(null, null, last);
    }
}
