package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import io.knowstream.graph.StorageStrategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphReaderTest {

    private static final Entity ADA = TestingGraph.entity("Person", "Ada Lovelace", 9, "Ada King", "Countess Ada");
    private static final Entity BYRON = TestingGraph.entity("Person", "Lord Byron", 3);
    private static final Entity ADAM = TestingGraph.entity("Person", "Adam", 1);
    private static final Entity LONDON = TestingGraph.entity("Location", "LONDON", 5);
    private static final Entity ENGLAND = TestingGraph.entity("Location", "England", 2);
    private static final Entity EUROPE = TestingGraph.entity("Location", "Europe", 1);
    private static final Entity ISTANBUL = TestingGraph.entity("Location", "\u0130stanbul", 1);
    private static final Entity ALONE = TestingGraph.entity("Work", "Ada", 4);

    private static final Relationship FATHER = TestingGraph.relationship(ADA, "father", "P22", BYRON, 900_000);
    private static final Relationship BORN = TestingGraph.relationship(ADA, "place of birth", "P19", LONDON, 800_000);
    private static final Relationship BYRON_BORN =
            TestingGraph.relationship(BYRON, "place of birth", "P19", LONDON, 700_000);
    private static final Relationship IN = TestingGraph.relationship(LONDON, "located in", "P131", ENGLAND, 1_000_000);
    private static final Relationship CAPITAL = TestingGraph.relationship(ENGLAND, "capital", "P36", LONDON, 999_999);
    private static final Relationship CONTINENT =
            TestingGraph.relationship(ENGLAND, "continent", null, EUROPE, 500_000);
    private static final Relationship SELF = TestingGraph.relationship(EUROPE, "same as", null, EUROPE, 500_000);

    private static final IndexedChunk ENGINES =
            TestingGraph.chunk("doc-1", "Ada wrote about the Analytical Engine.", TestingGraph.axis(0), ADA);
    private static final IndexedChunk BIRTH =
            TestingGraph.chunk("doc-1", "Ada was born in London.", TestingGraph.axis(1), ADA, LONDON);
    private static final IndexedChunk NO_VECTOR = TestingGraph.chunk("doc-2", "Steam engine", new float[0]);
    private static final DocumentGraph DOCUMENT = TestingGraph.document("doc-1", "Ada was born in London.");

    @TempDir
    private static Path index;

    @TempDir
    private static Path work;

    private static GraphReader reader;

    @BeforeAll
    static void fill() throws IOException {
        List<Entity> entities = List.of(ADA, BYRON, ADAM, LONDON, ENGLAND, EUROPE, ISTANBUL, ALONE);
        List<Relationship> relationships = List.of(FATHER, BORN, BYRON_BORN, IN, CAPITAL, CONTINENT, SELF);
        List<IndexedChunk> chunks = List.of(ENGINES, BIRTH, NO_VECTOR);
        List<GraphChange> changes = new ArrayList<>();
        entities.forEach(each -> changes.add(GraphChange.upsert(each, 1)));
        relationships.forEach(each -> changes.add(GraphChange.upsert(each, 1)));
        chunks.forEach(each -> changes.add(GraphChange.upsert(each, 1, StorageStrategy.HIGH_COMPRESSION)));
        changes.add(GraphChange.upsert(DOCUMENT, 1, StorageStrategy.FAST_ACCESS));
        TestingGraph.publish(index, work, 3, changes);
        reader = GraphReader.open(index.toUri().toString());
    }

    @AfterAll
    static void close() throws IOException {
        reader.close();
        assertThatThrownBy(() -> reader.counts()).hasMessage("the reader is closed");
    }

    @Test
    void counts() throws IOException {
        assertThat(reader.counts()).isEqualTo(new GraphCounts(1, 3, 8, 7));
    }

    @Test
    void recordsComeBackAsTheyWere() throws IOException {
        assertThat(reader.entity(ADA.id())).contains(ADA);
        assertThat(reader.entity("nobody")).isEmpty();
        assertThat(reader.document("doc-1")).contains(DOCUMENT);
        assertThat(reader.chunk(BIRTH.id()).orElseThrow().text()).isEqualTo(BIRTH.text());
    }

    @Test
    void entitiesByNameOrAlias() throws IOException {
        assertThat(reader.named("  ada   LOVELACE ", null, 10)).containsExactly(ADA);
        assertThat(reader.named("countess ada", null, 10)).containsExactly(ADA);
        assertThat(reader.named("\u0130STANBUL", null, 10)).containsExactly(ISTANBUL);
        assertThat(reader.named("london", "Person", 10)).isEmpty();
        assertThat(reader.named("love", null, 10)).isEmpty();
    }

    @Test
    void entitiesByPrefixOfANameOrAWordThoseOfMostDocumentsFirst() throws IOException {
        assertThat(reader.startingWith("ada", null, 10)).containsExactly(ADA, ALONE, ADAM);
        assertThat(reader.startingWith("ada", "Person", 10)).containsExactly(ADA, ADAM);
        assertThat(reader.startingWith("ada", null, 2)).containsExactly(ADA, ALONE);
        assertThat(reader.startingWith("Byr", null, 10)).containsExactly(BYRON);
        assertThat(reader.startingWith("ist", null, 10)).containsExactly(ISTANBUL);
    }

    @Test
    void entitiesByMisspeltNameTheNearestFirst() throws IOException {
        assertThat(reader.like("Ada Lovelase", 1, null, 10)).containsExactly(ADA);
        assertThat(reader.like("Ada Loevlase", 1, null, 10)).isEmpty();
        assertThat(reader.like("Ada Loevlase", 2, null, 10)).containsExactly(ADA);
        assertThat(reader.like("adam", 1, null, 10)).containsExactly(ADAM, ALONE);
        assertThat(reader.like("ad", 2, null, 10)).containsExactly(ALONE, ADAM);
        assertThatThrownBy(() -> reader.like("ada", 3, null, 10)).hasMessage("edits must be from 1 to 2 (got 3)");
    }

    @Test
    void entitiesByWhateverOneRemembers() throws IOException {
        assertThat(reader.find("ada", null, 10)).containsExactly(ALONE, ADA, ADAM);
        assertThat(reader.find("lovelace, ada", null, 10)).containsExactly(ADA);
        assertThat(reader.find("Lodnon", null, 10)).containsExactly(LONDON);
        assertThat(reader.find("ada", null, 1)).containsExactly(ALONE);
        assertThat(reader.find("--", null, 10)).isEmpty();
    }

    @Test
    void entitiesByType() throws IOException {
        assertThat(reader.entities("Location", 3)).startsWith(LONDON, ENGLAND).hasSize(3);
        assertThatThrownBy(() -> reader.entities(null, 0)).hasMessage("limit must be at least 1 (got 0)");
    }

    @Test
    void relationshipsInBothDirectionsWithNames() throws IOException {
        assertThat(reader.relationships(LONDON.id(), Direction.BOTH, null, 10))
                .containsExactly(
                        new NamedRelationship(IN, "LONDON", "England"),
                        new NamedRelationship(CAPITAL, "England", "LONDON"),
                        new NamedRelationship(BORN, "Ada Lovelace", "LONDON"),
                        new NamedRelationship(BYRON_BORN, "Lord Byron", "LONDON"));
        assertThat(reader.relationships(LONDON.id(), Direction.OUT, null, 10))
                .extracting(NamedRelationship::relationship)
                .containsExactly(IN);
        assertThat(reader.relationships(LONDON.id(), Direction.IN, "Place  of Birth", 1))
                .extracting(NamedRelationship::relationship)
                .containsExactly(BORN);
        assertThat(reader.relationships("P19", 10))
                .extracting(NamedRelationship::relationship)
                .containsExactly(BORN, BYRON_BORN);
        assertThat(reader.relationships(null, 10)).hasSize(7);
    }

    @Test
    void theBestPathHasTheHighestProductOfConfidences() throws IOException {
        GraphPath one = reader.path(BYRON.id(), LONDON.id()).orElseThrow();
        // Directly 0.7, by way of Ada 0.9 * 0.8 = 0.72.
        assertThat(one.entities()).containsExactly(BYRON, ADA, LONDON);
        assertThat(one.relationships())
                .extracting(NamedRelationship::relationship)
                .containsExactly(FATHER, BORN);
        assertThat(one.confidence()).isEqualTo(0.72, within(1e-12));

        GraphPath three = reader.path(EUROPE.id(), ADA.id()).orElseThrow();
        assertThat(three.entities()).containsExactly(EUROPE, ENGLAND, LONDON, ADA);
        assertThat(three.relationships())
                .extracting(NamedRelationship::relationship)
                .containsExactly(CONTINENT, IN, BORN);
        assertThat(three.confidence()).isEqualTo(0.4, within(1e-12));
    }

    @Test
    void thereIsNoPathToWhereNothingLeads() throws IOException {
        assertThat(reader.path(ADA.id(), ALONE.id())).isEmpty();
        assertThat(reader.path(ADA.id(), ADA.id())).isEmpty();
        assertThat(reader.path(ADA.id(), "nobody")).isEmpty();
    }

    @Test
    void chunksByWords() throws IOException {
        List<SemanticHit> hits = reader.semantic("steam ENG\u00cdNE", null, 10);
        assertThat(hits).extracting(hit -> hit.chunk().id()).containsExactly(NO_VECTOR.id(), ENGINES.id());
        assertThat(hits.get(0).textRank()).isEqualTo(1);
        assertThat(hits.get(0).vectorRank()).isZero();
        assertThat(hits.get(1).entities()).containsExactly(ADA);
        assertThat(hits.get(1).chunk().documentId()).isEqualTo("doc-1");
    }

    @Test
    void chunksByVector() throws IOException {
        float[] query = TestingGraph.axis(1);
        query[0] = 0.5f;
        List<SemanticHit> hits = reader.semantic(null, query, 10);
        assertThat(hits).extracting(hit -> hit.chunk().id()).containsExactly(BIRTH.id(), ENGINES.id());
        assertThat(hits.get(0).entities()).containsExactly(ADA, LONDON);
        assertThatThrownBy(() -> reader.semantic(null, new float[3], 1))
                .hasMessage("an embedding must have 384 dimensions (got 3)");
        assertThatThrownBy(() -> reader.semantic(null, new float[384], 1))
                .hasMessage("a query vector must be finite and not zero");
        assertThatThrownBy(() -> reader.semantic(null, null, 1)).hasMessageContaining("(got neither)");
    }

    @Test
    void wordsAndVectorsAreFusedByReciprocalRanks() throws IOException {
        List<SemanticHit> hits = reader.semantic("steam engine", TestingGraph.axis(0), 2);
        // First of the vectors, second of the texts: 1/11 + 1/12; the best text alone has 1/11.
        assertThat(hits).extracting(hit -> hit.chunk().id()).containsExactly(ENGINES.id(), NO_VECTOR.id());
        assertThat(hits.get(0).score()).isEqualTo(1.0 / 11 + 1.0 / 12, within(1e-12));
        assertThat(hits.get(1).score()).isEqualTo(1.0 / 11, within(1e-12));
    }

    @Test
    void busiestEntitiesHaveMostRelationshipsAndDocuments() throws IOException {
        assertThat(reader.busiest(4))
                .containsExactly(
                        new BusyEntity(ADA, 2),
                        new BusyEntity(LONDON, 4),
                        // Five each: the lower id first.
                        new BusyEntity(BYRON, 2),
                        new BusyEntity(ENGLAND, 3));
        assertThat(reader.busiest(100)).hasSize(8).contains(new BusyEntity(EUROPE, 2), new BusyEntity(ALONE, 0));
    }

    @Test
    void theExportIsSortedByKindAndId() throws IOException {
        List<String> lines = TestingGraph.export(reader).lines().toList();
        assertThat(lines).hasSize(19);
        List<String> keys = lines.stream()
                .map(line -> line.replaceAll("^\\{\"kind\":\"(\\w+)\",\"id\":\"([^\"]+)\".*", "$1 $2"))
                .toList();
        assertThat(keys).isSorted().contains("document doc-1", "entity " + ADA.id());
    }
}
