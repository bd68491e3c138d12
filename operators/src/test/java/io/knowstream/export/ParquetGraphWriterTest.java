package io.knowstream.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphWriter;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Quality;
import io.knowstream.graph.Relationship;
import io.knowstream.graph.Span;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read back by DuckDB, which has a reader of its own, and compared with the canonical form. */
class ParquetGraphWriterTest {

    private static final long SMALL_ROW_GROUP = 16 << 10;

    private static final List<String> NAMES = List.of(
            "Ada Lovelace",
            "\"Tom\" & 'Jerry'\\",
            "line\nbreak\ttab\r\u2028 bell\u0007 \uFFFE",
            "\u0130stanbul \uD83D\uDE00 \u6771\u4EAC",
            "half of a pair: \uD83D",
            "");

    @TempDir
    private Path directory;

    @FunctionalInterface
    private interface Graph {
        void write(GraphWriter writer) throws IOException;
    }

    private static Entity entity(String id, String name, int confidence, List<String> aliases) {
        List<Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < aliases.size(); i++) {
            evidence.add(new Evidence(name, i, i + 7, confidence));
        }
        return new Entity(
                id,
                name,
                "Person",
                aliases.isEmpty() ? null : "born 1815",
                aliases,
                2,
                5_000_000_000L,
                confidence,
                evidence);
    }

    private static Relationship relationship(String id, String name, String wikidata) {
        return new Relationship(
                id, "s", name, wikidata, "t", 875_001, 1, List.of(new Evidence("d", 0, Integer.MAX_VALUE, 1)));
    }

    private static DocumentGraph document(String name, Long version, Map<String, String> metadata, Quality quality) {
        return new DocumentGraph(
                new Document(name, version == null ? null : "Title " + name, "content", version, metadata),
                quality,
                List.of(new Chunk("c1", "fingerprint", 0, 3), new Chunk("c2", "fingerprint", 3, 7)),
                List.of(
                        new DocumentEntity(
                                "e1",
                                name,
                                "Person",
                                333_333,
                                List.of(
                                        new Mention(0, 3, name, "Person", 333_333),
                                        new Mention(4, 6, "her", "Person", 1))),
                        new DocumentEntity("e2", "Bob", "Person", 1_000_000, List.of())),
                List.of(
                        new DocumentRelationship("r1", "e1", "knows", null, "e2", 0, List.of(new Span(0, 7))),
                        new DocumentRelationship("r2", "e2", "knows", "P3342", "e1", 999_999, List.of())),
                List.of());
    }

    /** A graph of all that may be missing, empty or hard to write. */
    private static void hardOne(GraphWriter writer) throws IOException {
        for (String name : NAMES) {
            writer.chunk(new IndexedChunk("c " + name, name, "left out", 0, 20, name, NAMES, new float[] {1}));
        }
        writer.chunk(new IndexedChunk("none", "d", null, 1, 2, "no entities", List.of(), new float[0]));
        writer.document(document("full", 3L, Map.of("a", "1", "\uD83D\uDE00 \"b\"", ""), new Quality(1, 2, 3, 4, 5)));
        writer.document(document("null", null, Map.of(), null));
        writer.document(new DocumentGraph(
                new Document("failed", "t", "content", Long.MIN_VALUE, Map.of()),
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of("too long", "too \"strange\"")));
        for (String name : NAMES) {
            writer.entity(entity("e " + name, name, 930_000, List.of(name + " II", "", name)));
        }
        // Confidences have six decimals; these are written shorter, longer, and as no double is exactly.
        for (int confidence : new int[] {0, 1, 100_000, 333_333, 700_001, 999_999, 1_000_000}) {
            writer.entity(entity("e" + confidence, "Ada", confidence, List.of()));
        }
        for (EntityLink.Rule rule : EntityLink.Rule.values()) {
            writer.link(new EntityLink("l" + rule, "e1", "e2", rule, 812_500, NAMES.get(1)));
        }
        for (int i = 0; i < NAMES.size(); i++) {
            writer.relationship(relationship("r" + i, NAMES.get(i), i % 2 == 0 ? "P3342" : null));
        }
        writer.complete();
    }

    /** A graph of many records, of which none is as the one before. */
    private static void largeOne(GraphWriter writer) throws IOException {
        for (int i = 0; i < 2_000; i++) {
            writer.chunk(new IndexedChunk(
                    "c" + i, "d" + i % 7, null, i, i + 9, text(i, 40), List.of("e" + i), new float[0]));
        }
        for (int i = 0; i < 500; i++) {
            writer.document(
                    document(text(i, 9), (long) i, Map.of("n", "" + i), i % 3 == 0 ? null : Quality.of(i, 1, 2, 3)));
        }
        for (int i = 0; i < 2_000; i++) {
            writer.entity(
                    entity(text(i, 15), "n" + i, i, List.of("a" + i, text(i, 3)).subList(0, i % 3)));
        }
        for (int i = 0; i < 2_000; i++) {
            writer.relationship(relationship(text(i, 15), "n" + i % 9, i % 2 == 0 ? "P" + i : null));
        }
        writer.complete();
    }

    /** Text that cannot be compressed by much, always the same. */
    private static String text(int seed, int bytes) {
        byte[] random = new byte[bytes];
        new Random(seed).nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private GraphWriter writer(long rowGroupBytes, List<OutputStream> open) throws IOException {
        return new ParquetGraphWriter(
                name -> {
                    open.add(new BufferedOutputStream(Files.newOutputStream(directory.resolve(name))));
                    return open.get(open.size() - 1);
                },
                rowGroupBytes);
    }

    private DuckDbGraph write(Graph graph) throws Exception {
        List<OutputStream> open = new ArrayList<>();
        graph.write(writer(SMALL_ROW_GROUP, open));
        for (OutputStream file : open) {
            file.close();
        }
        return new DuckDbGraph(directory);
    }

    private static List<String> canonicalLines(Graph graph) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        graph.write(GraphFormat.JSONL.writer(out));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void holdsEveryValueOfTheCanonicalForm() throws Exception {
        try (DuckDbGraph graph = write(ParquetGraphWriterTest::hardOne)) {
            assertThat(graph.records())
                    .containsExactlyElementsOf(DuckDbGraph.expected(canonicalLines(ParquetGraphWriterTest::hardOne)));
        }
    }

    @Test
    void holdsEveryValueInManyRowGroups() throws Exception {
        try (DuckDbGraph graph = write(ParquetGraphWriterTest::largeOne)) {
            assertThat(graph.records())
                    .containsExactlyElementsOf(DuckDbGraph.expected(canonicalLines(ParquetGraphWriterTest::largeOne)));
            for (String file : List.of("chunks", "documents", "entities", "relationships")) {
                assertThat(graph.rowGroups(file)).as(file).isGreaterThan(4);
            }
        }
    }

    @Test
    void ofAnEmptyGraphHasFilesWithoutRows() throws Exception {
        try (DuckDbGraph graph = write(GraphWriter::complete)) {
            assertThat(graph.records()).isEmpty();
            assertThat(graph.columns("links"))
                    .containsExactly(
                            "id VARCHAR",
                            "entity VARCHAR",
                            "target VARCHAR",
                            "rule VARCHAR",
                            "confidence DOUBLE",
                            "via VARCHAR");
        }
    }

    @Test
    void hasColumnsInTheOrderOfTheCanonicalForm() throws Exception {
        String evidence =
                "evidence STRUCT(documentId VARCHAR, \"start\" INTEGER, \"end\" INTEGER, confidence DOUBLE)[]";
        try (DuckDbGraph graph = write(ParquetGraphWriterTest::hardOne)) {
            assertThat(graph.columns("entities"))
                    .containsExactly(
                            "id VARCHAR",
                            "name VARCHAR",
                            "type VARCHAR",
                            "sense VARCHAR",
                            "aliases VARCHAR[]",
                            "documents INTEGER",
                            "mentions BIGINT",
                            "confidence DOUBLE",
                            evidence);
            assertThat(graph.columns("relationships"))
                    .containsExactly(
                            "id VARCHAR",
                            "source VARCHAR",
                            "type VARCHAR",
                            "wikidata VARCHAR",
                            "target VARCHAR",
                            "confidence DOUBLE",
                            "documents INTEGER",
                            evidence);
            assertThat(graph.columns("chunks"))
                    .containsExactly(
                            "id VARCHAR",
                            "documentId VARCHAR",
                            "start INTEGER",
                            "end INTEGER",
                            "text VARCHAR",
                            "entities VARCHAR[]");
            assertThat(graph.columns("documents"))
                    .contains("version BIGINT", "metadata MAP(VARCHAR, VARCHAR)", "failures VARCHAR[]")
                    .hasSize(9);
            assertThat(graph.codecs()).containsExactly("ZSTD");
        }
    }

    @Test
    void ofEqualGraphsHasEqualBytes() throws Exception {
        InMemoryFiles first = new InMemoryFiles();
        largeOne(new ParquetGraphWriter(first, SMALL_ROW_GROUP));
        InMemoryFiles second = new InMemoryFiles();
        largeOne(new ParquetGraphWriter(second, SMALL_ROW_GROUP));
        assertThat(first.contents().values().toArray())
                .isEqualTo(second.contents().values().toArray());
    }

    /** Of text that cannot be compressed, what was taken and is not yet written is what is held. */
    @Test
    void holdsOneRowGroupAtMost() throws Exception {
        long[] written = new long[1];
        GraphWriter writer = new ParquetGraphWriter(
                name -> new OutputStream() {
                    @Override
                    public void write(int octet) {
                        written[0]++;
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        written[0] += length;
                    }
                },
                1 << 20);
        long taken = 0;
        long mostHeld = 0;
        byte[] bytes = new byte[30_000];
        for (int i = 0; i < 600; i++) {
            new Random(i).nextBytes(bytes);
            // Four letters stand for three bytes, and compress to these at best.
            String text = Base64.getEncoder().encodeToString(bytes);
            writer.chunk(new IndexedChunk("c" + i, "d", null, 0, 1, text, List.of(), new float[0]));
            taken += bytes.length;
            mostHeld = Math.max(mostHeld, taken - written[0]);
        }
        writer.complete();
        assertThat(taken).isEqualTo(18_000_000);
        assertThat(mostHeld).isLessThan(3 << 20);
    }

    @Test
    void isNoStream() {
        assertThatThrownBy(() -> GraphFormat.PARQUET.writer(new ByteArrayOutputStream()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("entities.parquet");
        assertThatThrownBy(() -> GraphFormat.CYPHER.writer(new InMemoryFiles()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("one stream");
    }
}
