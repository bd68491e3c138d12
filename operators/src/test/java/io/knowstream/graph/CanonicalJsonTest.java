package io.knowstream.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

    @Test
    void writesTheLineOfExtract() {
        DocumentGraph graph = new DocumentGraph(
                new Document("d", null, "Ann in Rome.", null, Map.of()),
                Quality.of(1_000_000, 500_000, 0, 250_000),
                List.of(new Chunk("c", "f", 0, 12)),
                List.of(new DocumentEntity(
                        "e", "Ann", "Person", 900_000, List.of(new Mention(0, 3, "Ann", "Person", 900_000)))),
                List.of(new DocumentRelationship(
                        "r", "e", "residence", "P551", "e2", 123_456, List.of(new Span(0, 12)))),
                List.of());
        assertThat(CanonicalJson.extracted(graph))
                .isEqualTo("{\"documentId\":\"d\",\"title\":null,"
                        + "\"quality\":{\"overall\":0.5,\"entity\":1,\"relationship\":0.5,\"coherence\":0,\"context\":0.25},"
                        + "\"chunks\":[{\"id\":\"c\",\"start\":0,\"end\":12}],"
                        + "\"entities\":[{\"id\":\"e\",\"name\":\"Ann\",\"type\":\"Person\",\"confidence\":0.9,"
                        + "\"mentions\":[{\"start\":0,\"end\":3,\"text\":\"Ann\",\"confidence\":0.9}]}],"
                        + "\"relationships\":[{\"id\":\"r\",\"source\":\"e\",\"type\":\"residence\",\"wikidata\":\"P551\","
                        + "\"target\":\"e2\",\"confidence\":0.123456,\"evidence\":[{\"start\":0,\"end\":12}]}]}");
    }

    @Test
    void qualityThatWasNotAskedForIsNull() {
        DocumentGraph graph = new DocumentGraph(
                new Document("d", "T", "x", 3L, Map.of("b", "2", "a", "1")),
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of("too odd"));
        assertThat(CanonicalJson.of(graph))
                .isEqualTo("{\"kind\":\"document\",\"id\":\"d\",\"version\":3,\"metadata\":{\"a\":\"1\",\"b\":\"2\"},"
                        + "\"title\":\"T\",\"quality\":null,\"chunks\":[],\"entities\":[],\"relationships\":[],"
                        + "\"failures\":[\"too odd\"]}");
    }

    @Test
    void qualityIsFlaggedUnderSeventyPercent() {
        assertThat(Quality.of(700_000, 700_000, 700_000, 700_000).flagged()).isFalse();
        assertThat(Quality.of(699_999, 699_999, 699_999, 699_999).flagged()).isTrue();
        assertThat(Quality.of(1_000_000, 0, 0, 0).overall()).isEqualTo(300_000);
        assertThat(Quality.of(0, 1_000_000, 0, 0).overall()).isEqualTo(300_000);
        assertThat(Quality.of(0, 0, 1_000_000, 0).overall()).isEqualTo(200_000);
        assertThat(Quality.of(0, 0, 0, 1_000_000).overall()).isEqualTo(200_000);
    }
}
