package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.graph.GraphChange.Kind;
import org.junit.jupiter.api.Test;

class RecordKeyTest {

    @Test
    void isReadBackAsItWasWritten() {
        for (Kind kind : Kind.values()) {
            RecordKey key = new RecordKey(kind, "a:b:");
            assertThat(RecordKey.of(key.text())).isEqualTo(key);
        }
        assertThatThrownBy(() -> RecordKey.of("rhyme:a")).hasMessageEndingWith("of no known kind: rhyme:a");
        assertThatThrownBy(() -> RecordKey.of("a")).hasMessageEndingWith("of no known kind: a");
    }

    @Test
    void aDocumentIsOfTheRecordOfItsPlaceWhateverItSays() {
        ObjectNode said = SourceDocument.JSON.createObjectNode().put(SourceDocument.ID, "a");
        assertThat(StrayWrites.id(Kind.ENTITY, "a", said)).isEqualTo("a");
        assertThat(StrayWrites.id(Kind.ENTITY, "b", said)).isEqualTo("b");
        assertThat(StrayWrites.id(Kind.ENTITY, "b", null)).isEqualTo("b");
        String place = ServerIndices.key(Kind.DOCUMENT, "a");
        assertThat(StrayWrites.id(Kind.DOCUMENT, place, said)).isEqualTo("a");
        assertThat(StrayWrites.id(Kind.DOCUMENT, "b", said)).isNull();
        assertThat(StrayWrites.id(Kind.DOCUMENT, place, SourceDocument.JSON.createObjectNode()))
                .isNull();
    }
}
