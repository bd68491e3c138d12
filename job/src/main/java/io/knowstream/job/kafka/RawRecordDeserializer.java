package io.knowstream.job.kafka;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes records over as they are, null values too; none throws, so that no record can stop the source. */
final class RawRecordDeserializer implements KafkaRecordDeserializationSchema<RawRecord> {

    private static final long serialVersionUID = 1L;

    private final TreeMap<String, String> properties;

    /** For a client with these properties. */
    RawRecordDeserializer(Map<String, String> properties) {
        this.properties = new TreeMap<>(properties);
    }

    /** Comes before the task's consumer is made, in the process that it is made in. */
    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        SecretReferences.requireResolved(properties);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
        out.collect(new RawRecord(record.topic(), record.partition(), record.offset(), record.key(), record.value()));
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return TypeInformation.of(RawRecord.class);
    }
}
