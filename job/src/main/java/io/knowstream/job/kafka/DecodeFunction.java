package io.knowstream.job.kafka;

import io.knowstream.graph.DocumentUpdate;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Decodes records; what is refused goes to the side output {@link #REJECTED}. */
public final class DecodeFunction extends ProcessFunction<RawRecord, DocumentUpdate> {

    private static final long serialVersionUID = 1L;

    /** The stage that dead letters of this function name. */
    public static final String STAGE = "decode";

    /** Records that are no valid documents. */
    public static final OutputTag<DeadLetter> REJECTED = new OutputTag<>("rejected") {
        private static final long serialVersionUID = 1L;
    };

    private final DocumentLimits limits;
    private final int maxRejectedBytes;

    private transient DocumentDecoder decoder;
    private transient Recorder recorder;

    /** {@code maxRejectedBytes} bounds what a dead letter keeps of the value. */
    public DecodeFunction(DocumentLimits limits, int maxRejectedBytes) {
        this.limits = limits;
        this.maxRejectedBytes = maxRejectedBytes;
    }

    @Override
    public void open(OpenContext context) {
        decoder = new DocumentDecoder(limits);
        recorder = MetricGroupSink.open(
                getRuntimeContext().getMetricGroup(),
                Metric.DOCUMENTS_IN,
                Metric.DOCUMENTS_REJECTED,
                Metric.DECODE_LATENCY);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<DocumentUpdate> out) {
        long start = System.nanoTime();
        Decoded decoded = decoder.decode(record);
        recorder.since(Metric.DECODE_LATENCY, start);
        if (decoded instanceof Decoded.Accepted accepted) {
            recorder.count(Metric.DOCUMENTS_IN);
            out.collect(accepted.update());
        } else if (decoded instanceof Decoded.Rejected rejected) {
            recorder.count(Metric.DOCUMENTS_REJECTED);
            context.output(
                    REJECTED, DeadLetter.of(record, STAGE, rejected.reason(), rejected.documentId(), maxRejectedBytes));
        }
    }
}
