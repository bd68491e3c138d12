package io.knowstream.job.kafka;

import io.knowstream.graph.GraphChange;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Builds the job's source and sinks on Kafka. */
public final class KafkaEnds {

    private final KafkaConfig config;

    /** Builds nothing yet. */
    public KafkaEnds(KafkaConfig config) {
        this.config = config;
    }

    /**
     * The documents, from the checkpoint on; without one from the earliest: a job without state knows no document, and
     * what a group once committed would hide from it those before.
     *
     * @param bounded whether to end at what the topic holds when the job starts
     */
    public KafkaSource<RawRecord> documents(boolean bounded) {
        KafkaSourceBuilder<RawRecord> source = KafkaSource.<RawRecord>builder()
                .setBootstrapServers(config.bootstrapServers())
                .setProperties(properties())
                .setTopics(config.documents())
                .setGroupId(config.groupId())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new RawRecordDeserializer(config.properties()));
        return (bounded ? source.setBounded(OffsetsInitializer.latest()) : source).build();
    }

    /** Changes of the graph, exactly once: read them with {@code isolation.level=read_committed}. */
    public Sink<GraphChange> changes() {
        return new OutageProofSink<>(
                KafkaSink.<GraphChange>builder()
                        .setBootstrapServers(config.bootstrapServers())
                        .setKafkaProducerConfig(properties())
                        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                        // Transactions of a fixed set of names: what a crash leaves behind is found and ended at any
                        // parallelism.
                        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                        .setTransactionalIdPrefix(config.transactionalIdPrefix())
                        .setProperty(
                                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                                Long.toString(config.transactionTimeout().toMillis()))
                        .setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4")
                        .setRecordSerializer(new GraphChangeSerializer(config.changes()))
                        .build(),
                config.properties());
    }

    /**
     * Dead letters, at least once: someone who watches sees them at once and not a checkpoint later, and a repeated one
     * says of itself which record it repeats.
     */
    public Sink<DeadLetter> rejected() {
        return new OutageProofSink<>(
                KafkaSink.<DeadLetter>builder()
                        .setBootstrapServers(config.bootstrapServers())
                        .setKafkaProducerConfig(properties())
                        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                        .setRecordSerializer(new DeadLetterSerializer(config.rejected()))
                        .build(),
                config.properties());
    }

    private Properties properties() {
        Properties properties = new Properties();
        // Secrets are read where a client is made: what is submitted holds references to them.
        properties.putAll(SecretReferences.resolvable(config.properties()));
        return properties;
    }
}
