package io.knowstream.index.elasticsearch;

import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.index.Kinds;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.sink.AsyncSinkBase;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriter;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriterStateSerializer;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.DequeRequestBuffer;
import org.apache.flink.connector.base.sink.writer.ElementConverter;
import org.apache.flink.connector.base.sink.writer.ResultHandler;
import org.apache.flink.connector.base.sink.writer.SimpleBatchCreator;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends writes in bulk to Elasticsearch, at least once and in any order: versions decide which of a record's stays.
 *
 * <p>What the cluster is too busy for, or away for, is sent again without end, with longer and longer pauses and smaller
 * requests; what it refuses for good fails the task and says why, as a record that is left out would make another graph. All
 * that came before a checkpoint is written when the checkpoint completes.
 */
public final class ElasticsearchSink extends AsyncSinkBase<IndexWrite, IndexWrite> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ElasticsearchSink.class);

    private static final int MAX_BATCH = 500;
    private static final int MAX_IN_FLIGHT = 4;
    private static final int MAX_BUFFERED = 5_000;
    /** Of a request, and so of a record: a server takes 100 MB. */
    private static final long MAX_BYTES = 64L << 20;
    /** Beside its source: key, version and what frames them. */
    private static final int OVERHEAD = 128;

    private final ElasticsearchConfig config;

    private ElasticsearchSink(ElasticsearchConfig config) {
        super(
                (ElementConverter<IndexWrite, IndexWrite>) (write, context) -> write,
                MAX_BATCH,
                MAX_IN_FLIGHT,
                MAX_BUFFERED,
                MAX_BYTES,
                config.flushInterval().toMillis(),
                MAX_BYTES);
        this.config = config;
    }

    /** Writes a stream of changes to the indices. Changes of one id must come in order, in one partition of the stream. */
    public static DataStreamSink<IndexWrite> attach(DataStream<GraphChange> changes, ElasticsearchConfig config) {
        return attach(changes, config, IndexMirrorOperator.PURGED_AT_LEAST);
    }

    /** The same, removing tombstones when there are so many. */
    static DataStreamSink<IndexWrite> attach(
            DataStream<GraphChange> changes, ElasticsearchConfig config, int purgedAtLeast) {
        KeyedStream<GraphChange, String> byRecord =
                changes.keyBy(change -> new RecordKey(change.kind(), change.id()).text(), Types.STRING);
        // As in Lucene's indices, a checkpoint has all changes of a document or none: see ResolutionOperator.
        ((PartitionTransformation<?>) byRecord.getTransformation())
                .getPartitioner()
                .disableUnalignedCheckpoints();
        return byRecord.transform(
                        "index mirror",
                        TypeInformation.of(IndexWrite.class),
                        new IndexMirrorOperator(
                                config, purgedAtLeast, UUID.randomUUID().toString()))
                .uid("index-mirror")
                .sinkTo(new ElasticsearchSink(config))
                .name("elasticsearch")
                .uid("elasticsearch");
    }

    @Override
    public Writer createWriter(WriterInitContext context) throws IOException {
        return restoreWriter(context, List.of());
    }

    @Override
    public Writer restoreWriter(WriterInitContext context, Collection<BufferedRequestState<IndexWrite>> state)
            throws IOException {
        AsyncSinkWriterConfiguration settings = AsyncSinkWriterConfiguration.builder()
                .setMaxBatchSize(getMaxBatchSize())
                .setMaxBatchSizeInBytes(getMaxBatchSizeInBytes())
                .setMaxInFlightRequests(getMaxInFlightRequests())
                .setMaxBufferedRequests(getMaxBufferedRequests())
                .setMaxTimeInBufferMS(getMaxTimeInBufferMS())
                .setMaxRecordSizeInBytes(getMaxRecordSizeInBytes())
                .build();
        return new Writer(getElementConverter(), context, settings, state, config);
    }

    @Override
    public SimpleVersionedSerializer<BufferedRequestState<IndexWrite>> getWriterStateSerializer() {
        return new WriteSerializer();
    }

    /** Sends what waits. */
    static final class Writer extends AsyncSinkWriter<IndexWrite, IndexWrite> {

        private static final long FIRST_PAUSE_MILLIS = 100;
        private static final int MOST_DOUBLINGS = 8;

        private final ElasticsearchConnection connection;
        private final BulkSender sender;
        /** Requests in a row that were not all written; as many as are under way at a time fail together. */
        private final AtomicInteger failures = new AtomicInteger();

        private Writer(
                ElementConverter<IndexWrite, IndexWrite> converter,
                WriterInitContext context,
                AsyncSinkWriterConfiguration settings,
                Collection<BufferedRequestState<IndexWrite>> state,
                ElasticsearchConfig config)
                throws IOException {
            super(
                    converter,
                    context,
                    settings,
                    state,
                    new SimpleBatchCreator<>(settings.getMaxBatchSizeInBytes()),
                    new DequeRequestBuffer<>());
            connection = ElasticsearchConnection.open(config);
            sender = new BulkSender(connection.asynchronous(), config);
        }

        @Override
        protected void submitRequestEntries(List<IndexWrite> writes, ResultHandler<IndexWrite> handler) {
            // Whatever happens, the handler hears of it: else a checkpoint would wait for it for ever.
            sender.send(writes)
                    .thenAccept(outcome -> settle(writes, outcome, handler))
                    .exceptionally(error -> {
                        handler.completeExceptionally(
                                new IOException("a request to Elasticsearch could not be worked on", error));
                        return null;
                    });
        }

        private void settle(List<IndexWrite> writes, BulkOutcome outcome, ResultHandler<IndexWrite> handler) {
            if (outcome.refused() != null) {
                handler.completeExceptionally(new IOException(outcome.refused()));
            } else if (outcome.again().isEmpty()) {
                failures.set(0);
                handler.complete();
            } else {
                int failed = failures.incrementAndGet();
                long pause = FIRST_PAUSE_MILLIS << Math.min((failed - 1) / MAX_IN_FLIGHT, MOST_DOUBLINGS);
                LOG.warn(
                        "{} of {} records are sent to Elasticsearch again in {} ms, for the {}. time in a row: {}",
                        outcome.again().size(),
                        writes.size(),
                        pause,
                        failed,
                        outcome.why());
                Executor later = CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS);
                later.execute(() -> retry(outcome.again(), handler));
            }
        }

        private static void retry(List<IndexWrite> writes, ResultHandler<IndexWrite> handler) {
            try {
                handler.retryForEntries(writes);
            } catch (RejectedExecutionException e) {
                LOG.debug("A task has ended before {} records were sent again; the next one sends them", writes.size());
            } catch (RuntimeException e) {
                handler.completeExceptionally(e);
            }
        }

        /**
         * Waits until all is written, at a checkpoint too: what is restored then has nothing to send that could come to an
         * index after all trace of a later deletion has gone there.
         */
        @Override
        public void flush(boolean endOfInput) throws InterruptedException {
            super.flush(true);
        }

        @Override
        protected long getSizeInBytes(IndexWrite write) {
            return write.source().length + OVERHEAD;
        }

        /** Never fails, which would take the task manager down. */
        @Override
        public void close() {
            super.close();
            try {
                connection.close();
            } catch (IOException | RuntimeException e) {
                LOG.warn("A connection to Elasticsearch could not be closed in order", e);
            }
        }
    }

    private static final class WriteSerializer extends AsyncSinkWriterStateSerializer<IndexWrite> {

        private static final int VERSION = 1;

        @Override
        protected void serializeRequestToStream(IndexWrite write, DataOutputStream out) throws IOException {
            out.writeUTF(Kinds.name(write.kind()));
            out.writeUTF(write.key());
            out.writeLong(write.version());
            out.writeInt(write.source().length);
            out.write(write.source());
        }

        @Override
        protected IndexWrite deserializeRequestFromStream(long size, DataInputStream in) throws IOException {
            String name = in.readUTF();
            Kind kind = Kinds.of(name)
                    .orElseThrow(() -> new IOException("the state of a writer names no kind of record: " + name));
            String key = in.readUTF();
            long version = in.readLong();
            byte[] source = new byte[in.readInt()];
            in.readFully(source);
            return new IndexWrite(kind, key, version, source);
        }

        @Override
        public int getVersion() {
            return VERSION;
        }
    }
}
