package io.knowstream.job.kafka;

import io.knowstream.graph.GraphChange;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transactional {@link KafkaSink} whose task may fail while there is no broker.
 *
 * <p>As a writer is closed it aborts the transaction that is under way. Without a broker that fails after {@code
 * max.block.ms}, and Flink takes an exception in the clean-up of a task that has failed for one of its own: it stops the
 * whole task manager. So such a failure is logged and no more: the writer that comes after it ends what was left open, as
 * it does after a crash, or the broker does after the transaction's timeout.
 */
final class ChangesSink
        implements TwoPhaseCommittingStatefulSink<GraphChange, KafkaWriterState, KafkaCommittable>,
                SupportsPostCommitTopology<KafkaCommittable> {

    private static final Logger LOG = LoggerFactory.getLogger(ChangesSink.class);
    private static final long serialVersionUID = 1;

    private final KafkaSink<GraphChange> sink;

    ChangesSink(KafkaSink<GraphChange> sink) {
        this.sink = sink;
    }

    @Override
    public PrecommittingStatefulSinkWriter<GraphChange, KafkaWriterState, KafkaCommittable> createWriter(
            WriterInitContext context) throws IOException {
        TwoPhaseCommittingStatefulSink<GraphChange, KafkaWriterState, KafkaCommittable> writers = sink;
        return new Writer(writers.createWriter(context));
    }

    @Override
    public PrecommittingStatefulSinkWriter<GraphChange, KafkaWriterState, KafkaCommittable> restoreWriter(
            WriterInitContext context, Collection<KafkaWriterState> state) throws IOException {
        TwoPhaseCommittingStatefulSink<GraphChange, KafkaWriterState, KafkaCommittable> writers = sink;
        return new Writer(writers.restoreWriter(context, state));
    }

    @Override
    public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
        return sink.getWriterStateSerializer();
    }

    @Override
    public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) throws IOException {
        return sink.createCommitter(context);
    }

    @Override
    public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
        return sink.getCommittableSerializer();
    }

    @Override
    public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committed) {
        sink.addPostCommitTopology(committed);
    }

    private record Writer(PrecommittingStatefulSinkWriter<GraphChange, KafkaWriterState, KafkaCommittable> writer)
            implements PrecommittingStatefulSinkWriter<GraphChange, KafkaWriterState, KafkaCommittable> {

        @Override
        public void write(GraphChange change, Context context) throws IOException, InterruptedException {
            writer.write(change, context);
        }

        @Override
        public void flush(boolean endOfInput) throws IOException, InterruptedException {
            writer.flush(endOfInput);
        }

        @Override
        public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
            writer.writeWatermark(watermark);
        }

        @Override
        public Collection<KafkaCommittable> prepareCommit() throws IOException, InterruptedException {
            return writer.prepareCommit();
        }

        @Override
        public List<KafkaWriterState> snapshotState(long checkpointId) throws IOException {
            return writer.snapshotState(checkpointId);
        }

        @Override
        public void close() throws Exception {
            try {
                writer.close();
            } catch (KafkaException e) {
                LOG.warn("A transaction is left to be ended later, as Kafka does not answer", e);
            }
        }
    }
}
