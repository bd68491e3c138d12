package io.knowstream.job.kafka;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link KafkaSink} whose task may fail while there is no broker.
 *
 * <p>As a writer is closed it aborts the transaction that is under way and reports what could not be sent. Without a broker
 * both fail, and Flink takes an exception in the clean-up of a task that has failed for one of its own: it stops the whole
 * task manager. So such a failure is logged and no more. Nothing is lost by it: what a checkpoint needs was sent and
 * confirmed when it was flushed, everything else comes again, and a transaction that was left open is ended by the writer
 * that comes after, as after a crash, or by the broker after its timeout.
 *
 * @param <T> what is written
 */
final class OutageProofSink<T>
        implements TwoPhaseCommittingStatefulSink<T, KafkaWriterState, KafkaCommittable>,
                SupportsPostCommitTopology<KafkaCommittable> {

    private static final Logger LOG = LoggerFactory.getLogger(OutageProofSink.class);
    private static final long serialVersionUID = 1;

    private final KafkaSink<T> sink;
    private final TreeMap<String, String> properties;

    /** A sink whose clients have these properties. */
    OutageProofSink(KafkaSink<T> sink, Map<String, String> properties) {
        this.sink = sink;
        this.properties = new TreeMap<>(properties);
    }

    @Override
    public PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> createWriter(
            WriterInitContext context) throws IOException {
        SecretReferences.requireResolved(properties);
        TwoPhaseCommittingStatefulSink<T, KafkaWriterState, KafkaCommittable> writers = sink;
        return new Writer<>(writers.createWriter(context));
    }

    @Override
    public PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> restoreWriter(
            WriterInitContext context, Collection<KafkaWriterState> state) throws IOException {
        SecretReferences.requireResolved(properties);
        TwoPhaseCommittingStatefulSink<T, KafkaWriterState, KafkaCommittable> writers = sink;
        return new Writer<>(writers.restoreWriter(context, state));
    }

    @Override
    public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
        return sink.getWriterStateSerializer();
    }

    @Override
    public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) throws IOException {
        return new Commits(sink.createCommitter(context));
    }

    @Override
    public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
        return sink.getCommittableSerializer();
    }

    @Override
    public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committed) {
        sink.addPostCommitTopology(committed);
    }

    private record Writer<T>(PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> writer)
            implements PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> {

        @Override
        public void write(T element, Context context) throws IOException, InterruptedException {
            writer.write(element, context);
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
        public void close() {
            closeInAnyCase(writer);
        }
    }

    private record Commits(Committer<KafkaCommittable> committer) implements Committer<KafkaCommittable> {

        @Override
        public void commit(Collection<CommitRequest<KafkaCommittable>> requests)
                throws IOException, InterruptedException {
            committer.commit(requests);
        }

        @Override
        public void close() {
            closeInAnyCase(committer);
        }
    }

    private static void closeInAnyCase(AutoCloseable closing) {
        try {
            closing.close();
        } catch (Exception e) {
            LOG.warn("A Kafka sink was closed with an error, as when Kafka does not answer", e);
            if (e instanceof InterruptedException || e instanceof InterruptException) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
