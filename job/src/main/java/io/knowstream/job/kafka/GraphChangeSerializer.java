package io.knowstream.job.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.GraphChange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes changes of entities, of links between them and of relationships: key = id, value
 * {@code {"kind","op","id","revision","value"}}.
 *
 * <p>The last record of an id is its state, so the topic can be compacted; the value of a deletion is null and the
 * record stays, for a reader that must forget what it knew. Documents and chunks are no part of this topic: they grow
 * with the text, which these records, being of bounded aliases and evidence, do not, and so always fit the producer's
 * limit. They are read from the indices.
 */
final class GraphChangeSerializer implements KafkaRecordSerializationSchema<GraphChange>, KafkaDatasetFacetProvider {

    private static final long serialVersionUID = 1L;
    private static final JsonFactory JSON = new JsonFactory();

    private final String topic;

    GraphChangeSerializer(String topic) {
        this.topic = topic;
    }

    /** Null, which the sink skips, for what this topic does not carry. */
    @Override
    public ProducerRecord<byte[], byte[]> serialize(GraphChange change, KafkaSinkContext context, Long timestamp) {
        return switch (change.kind()) {
            case ENTITY, LINK, RELATIONSHIP -> new ProducerRecord<>(
                    topic, change.id().getBytes(StandardCharsets.UTF_8), toJson(change));
            case CHUNK, DOCUMENT -> null;
        };
    }

    /** The topic, which the sink must know before it writes to find transactions that were left open. */
    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic))));
    }

    static byte[] toJson(GraphChange change) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("kind", change.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("op", change.op().name().toLowerCase(Locale.ROOT));
            json.writeStringField("id", change.id());
            json.writeNumberField("revision", change.revision());
            json.writeFieldName("value");
            String value = CanonicalJson.valueOf(change);
            json.writeRawValue(value == null ? "null" : value);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
        return out.toByteArray();
    }
}
