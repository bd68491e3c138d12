package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import io.knowstream.graph.StorageStrategy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

class RecordCodecTest {

    private static final Entity ADA =
            TestingGraph.entity("Person", "Ada \ud83d\ude00 Lovelace\u0130\u0131", 3, "A. L.");

    @Test
    void restoresEntitiesAndRelationships() throws IOException {
        Relationship relationship = TestingGraph.relationship(ADA, "child of", "P22", ADA, 1);
        Relationship unmapped = TestingGraph.relationship(ADA, "child of", null, ADA, 1_000_000);

        assertThat(Fields.ENTITIES.decode(bytes(Fields.ENTITIES.encode(ADA, Compression.PLAIN))))
                .isEqualTo(ADA);
        for (Relationship each : List.of(relationship, unmapped)) {
            assertThat(Fields.RELATIONSHIPS.decode(bytes(Fields.RELATIONSHIPS.encode(each, Compression.PLAIN))))
                    .isEqualTo(each);
        }
    }

    @Test
    void restoresDocumentsWithAndWithoutWhatIsOptional() throws IOException {
        DocumentGraph full = TestingGraph.document("doc", "Ada\u0001 \"quoted\" \u2028");
        DocumentGraph bare = new DocumentGraph(
                new Document("doc", null, "Ada", null, null), null, List.of(), List.of(), List.of(), List.of("why"));
        for (DocumentGraph each : List.of(full, bare)) {
            for (Compression compression : Compression.values()) {
                DocumentGraph restored =
                        Fields.DOCUMENT_GRAPHS.decode(bytes(Fields.DOCUMENT_GRAPHS.encode(each, compression)));
                assertThat(restored).isEqualTo(each);
                assertThat(CanonicalJson.of(restored)).isEqualTo(CanonicalJson.of(each));
            }
        }
    }

    @Test
    void restoresTextsThatAreLongerThanJacksonReadsByDefault() throws IOException {
        DocumentGraph longest = TestingGraph.document("doc", "x".repeat(20_000_001));
        assertThat(Fields.DOCUMENT_GRAPHS
                        .decode(bytes(Fields.DOCUMENT_GRAPHS.encode(longest, Compression.LZ4)))
                        .document()
                        .content())
                .hasSize(20_000_001);
    }

    @Test
    void restoresChunks() throws IOException {
        IndexedChunk chunk = TestingGraph.chunk("doc", "text", new float[] {0.25f, -1e-7f}, ADA);
        assertThat(Fields.CHUNKS.decode(bytes(Fields.CHUNKS.encode(chunk, Compression.ZSTD))))
                .usingRecursiveComparison()
                .isEqualTo(chunk);
    }

    @Test
    void readsWhatLaterEditionsAddOrDrop() throws IOException {
        byte[] later = "\u0001{\"id\":\"x\",\"added\":{\"a\":[1]}}".getBytes(StandardCharsets.UTF_8);
        Relationship restored = Fields.RELATIONSHIPS.decode(bytes(later));
        assertThat(restored.id()).isEqualTo("x");
        assertThat(restored.type()).isNull();
        assertThat(restored.documents()).isZero();
    }

    @Test
    void refusesAnUnknownVersion() {
        assertThatThrownBy(() -> Fields.ENTITIES.decode(new BytesRef(new byte[] {4, '{', '}'})))
                .isInstanceOf(IOException.class)
                .hasMessage("a stored record must have version 1 to 3 (got 4)");
    }

    @Test
    void refusesWhatCannotBeUnpacked() {
        for (Compression compression : List.of(Compression.LZ4, Compression.ZSTD)) {
            byte[] packed = Fields.ENTITIES.encode(ADA, compression);
            assertThatThrownBy(() -> Fields.ENTITIES.decode(new BytesRef(packed, 0, packed.length - 3)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("a stored record");
        }
    }

    /** Some bytes that claim to unpack to more than they can must not take memory for it. */
    @Test
    void refusesSizesThatSoFewBytesCannotUnpackTo() {
        byte[][] lies = {
            {2, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 0},
            {2, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 0},
            {2, 0, 0},
            {3, 0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, (byte) 0xa0, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f},
        };
        for (byte[] lie : lies) {
            assertThatThrownBy(() -> Fields.ENTITIES.decode(new BytesRef(lie)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("a stored record");
        }
    }

    @Test
    void restoresWhatIsPackedAsTightlyAsCanBe() throws IOException {
        DocumentGraph same = TestingGraph.document("doc", "x".repeat(5_000_000));
        for (Compression compression : Compression.values()) {
            byte[] packed = Fields.DOCUMENT_GRAPHS.encode(same, compression);
            assertThat(Fields.DOCUMENT_GRAPHS
                            .decode(new BytesRef(packed))
                            .document()
                            .content())
                    .as("%s of %d bytes", compression, packed.length)
                    .hasSize(5_000_000);
        }
    }

    /** Where a record is and how it is packed is what its document's strategy asks for. */
    @Test
    void aStrategyDecidesHowARecordIsStored() {
        String text = "Ada wrote to Charles. ".repeat(40);
        Map<StorageStrategy, Integer> sizes = new EnumMap<>(StorageStrategy.class);
        for (StorageStrategy strategy : StorageStrategy.values()) {
            BytesRef packed = Fields.of(GraphChange.upsert(TestingGraph.document("d", text), 1, strategy))
                    .getField(Fields.COMPRESSED)
                    .binaryValue();
            assertThat(packed.bytes[packed.offset]).isEqualTo((byte) (strategy == StorageStrategy.FAST_ACCESS ? 2 : 3));
            sizes.put(strategy, packed.length);
        }
        assertThat(sizes.get(StorageStrategy.HIGH_COMPRESSION))
                .isLessThanOrEqualTo(sizes.get(StorageStrategy.BALANCED))
                .isLessThan(sizes.get(StorageStrategy.FAST_ACCESS));
        assertThat(Fields.of(GraphChange.upsert(ADA, 1)).getField(Fields.COMPRESSED))
                .as("small records are left to Lucene")
                .isNull();
    }

    /** Within a larger array, as Lucene hands them out. */
    private static BytesRef bytes(byte[] encoded) {
        byte[] larger = new byte[encoded.length + 5];
        System.arraycopy(encoded, 0, larger, 3, encoded.length);
        return new BytesRef(larger, 3, encoded.length);
    }
}
