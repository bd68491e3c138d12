package io.knowstream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import io.knowstream.graph.StorageStrategy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class GraphChangeSerializerTest {

    private final GraphChangeSerializer serializer = new GraphChangeSerializer("changes");

    @Test
    void writesEntitiesInCanonicalForm() {
        Entity entity =
                new Entity("e1", "Ada", "Person", List.of(), 1, 2, 900_000, List.of(new Evidence("d", 0, 3, 900_000)));
        assertThat(value(GraphChange.upsert(entity, 7)))
                .isEqualTo("{\"kind\":\"entity\",\"op\":\"upsert\",\"id\":\"e1\",\"revision\":7,\"value\":"
                        + "{\"kind\":\"entity\",\"id\":\"e1\",\"name\":\"Ada\",\"type\":\"Person\",\"aliases\":[],"
                        + "\"documents\":1,\"mentions\":2,\"confidence\":0.9,\"evidence\":[{\"documentId\":\"d\","
                        + "\"start\":0,\"end\":3,\"confidence\":0.9}]}}");
    }

    @Test
    void writesRelationshipsInCanonicalForm() {
        Relationship relationship = new Relationship("r1", "e1", "place of birth", "P19", "e2", 500_000, 1, List.of());
        assertThat(value(GraphChange.upsert(relationship, 1)))
                .isEqualTo("{\"kind\":\"relationship\",\"op\":\"upsert\",\"id\":\"r1\",\"revision\":1,\"value\":"
                        + "{\"kind\":\"relationship\",\"id\":\"r1\",\"source\":\"e1\",\"type\":\"place of birth\","
                        + "\"wikidata\":\"P19\",\"target\":\"e2\",\"confidence\":0.5,\"documents\":1,"
                        + "\"evidence\":[]}}");
    }

    @Test
    void writesLinksInCanonicalForm() {
        EntityLink link = new EntityLink("l1", "e1", "e2", EntityLink.Rule.FORM, 1_000_000, "ada");
        assertThat(value(GraphChange.upsert(link, 2)))
                .isEqualTo("{\"kind\":\"link\",\"op\":\"upsert\",\"id\":\"l1\",\"revision\":2,\"value\":"
                        + "{\"kind\":\"link\",\"id\":\"l1\",\"entity\":\"e1\",\"target\":\"e2\",\"rule\":\"form\","
                        + "\"confidence\":1,\"via\":\"ada\"}}");
    }

    @Test
    void keepsARecordOfADeletion() {
        assertThat(value(GraphChange.delete(GraphChange.Kind.ENTITY, "e1", 8)))
                .isEqualTo("{\"kind\":\"entity\",\"op\":\"delete\",\"id\":\"e1\",\"revision\":8,\"value\":null}");
    }

    @Test
    void leavesOutWhatGrowsWithTheText() {
        IndexedChunk chunk = new IndexedChunk("c", "d", null, 0, 1, "x", List.of(), new float[0]);
        DocumentGraph document = new DocumentGraph(
                new Document("d", null, "x", null, Map.of()),
                null,
                List.of(new Chunk("c", "f", 0, 1)),
                List.of(),
                List.of(),
                List.of());
        assertThat(serializer.serialize(GraphChange.upsert(chunk, 1, StorageStrategy.BALANCED), null, null))
                .isNull();
        assertThat(serializer.serialize(GraphChange.upsert(document, 1, StorageStrategy.BALANCED), null, null))
                .isNull();
        assertThat(serializer.serialize(GraphChange.delete(GraphChange.Kind.CHUNK, "c", 1), null, null))
                .isNull();
    }

    private String value(GraphChange change) {
        ProducerRecord<byte[], byte[]> record = serializer.serialize(change, null, null);
        assertThat(record.topic()).isEqualTo("changes");
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(change.id());
        return new String(record.value(), StandardCharsets.UTF_8);
    }
}
