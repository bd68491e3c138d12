package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.EntityLink.Rule;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.Relationship;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that are one entity are read as one. */
class ClustersTest {

    private static final Entity FULL = TestingGraph.entity("Organization", "International Business Machines", 2);
    private static final Entity SHORT = TestingGraph.entity("Organization", "IBM", 9);
    private static final Entity POINTS = TestingGraph.entity("Organization", "I.B.M.", 1);
    private static final Entity WATSON = TestingGraph.entity("Person", "Thomas Watson", 3);
    private static final Entity INITIAL = TestingGraph.entity("Person", "T. Watson", 1);
    private static final Entity ARMONK = TestingGraph.entity("Location", "Armonk", 1);
    private static final Entity YORK = TestingGraph.entity("Location", "New York", 5);

    private static final EntityLink SHORT_LINK = TestingGraph.link(SHORT, FULL, Rule.ACRONYM);
    private static final EntityLink POINTS_LINK = TestingGraph.link(POINTS, SHORT, Rule.FORM);
    private static final EntityLink INITIAL_LINK = TestingGraph.link(INITIAL, WATSON, Rule.INITIALS);

    private static final Relationship SEAT =
            TestingGraph.relationship(FULL, "headquarters location", "P159", ARMONK, 900_000);
    private static final Relationship CHIEF = TestingGraph.relationship(SHORT, "chair", null, INITIAL, 800_000);
    private static final Relationship FOUNDER =
            TestingGraph.relationship(POINTS, "founded by", "P112", WATSON, 700_000);
    private static final Relationship IN = TestingGraph.relationship(ARMONK, "located in", "P131", YORK, 1_000_000);
    private static final Relationship ITSELF = TestingGraph.relationship(SHORT, "replaces", "P1365", FULL, 990_000);

    @TempDir
    private static Path index;

    @TempDir
    private static Path work;

    private static GraphReader reader;

    @BeforeAll
    static void fill() throws IOException {
        List<GraphChange> changes = new ArrayList<>();
        List.of(FULL, SHORT, POINTS, WATSON, INITIAL, ARMONK, YORK)
                .forEach(each -> changes.add(GraphChange.upsert(each, 1)));
        List.of(SEAT, CHIEF, FOUNDER, IN, ITSELF).forEach(each -> changes.add(GraphChange.upsert(each, 1)));
        List.of(SHORT_LINK, POINTS_LINK, INITIAL_LINK).forEach(each -> changes.add(GraphChange.upsert(each, 1)));
        EntityLink old = TestingGraph.link(YORK, ARMONK, Rule.FUZZY);
        changes.add(GraphChange.upsert(old, 1));
        changes.add(GraphChange.delete(Kind.LINK, old.id(), 2));
        TestingGraph.publish(index, work, 3, changes);
        reader = GraphReader.open(index.toString());
    }

    @AfterAll
    static void close() throws IOException {
        reader.close();
    }

    @Test
    void aClusterIsTheSameFromAllOfItsNames() throws IOException {
        for (Entity entity : List.of(FULL, SHORT, POINTS)) {
            EntityCluster cluster = reader.cluster(entity.id()).orElseThrow();
            assertThat(cluster.members()).as("those of most documents first").containsExactly(SHORT, FULL, POINTS);
            assertThat(cluster.links()).containsExactlyInAnyOrder(SHORT_LINK, POINTS_LINK);
        }
        assertThat(reader.cluster(YORK.id())).contains(new EntityCluster(List.of(YORK), List.of()));
        assertThat(reader.cluster("nobody")).isEmpty();
    }

    @Test
    void relationshipsAreThoseOfAllNames() throws IOException {
        for (Entity entity : List.of(FULL, SHORT, POINTS)) {
            assertThat(reader.relationships(entity.id(), Direction.OUT, null, 10))
                    .extracting(NamedRelationship::relationship)
                    .containsExactly(ITSELF, SEAT, CHIEF, FOUNDER);
        }
        assertThat(reader.relationships(WATSON.id(), Direction.IN, null, 10))
                .extracting(NamedRelationship::relationship)
                .containsExactly(CHIEF, FOUNDER);
        assertThat(reader.relationships(INITIAL.id(), Direction.BOTH, "P112", 10))
                .extracting(NamedRelationship::relationship)
                .containsExactly(FOUNDER);
    }

    @Test
    void pathsGoOnUnderAnotherName() throws IOException {
        GraphPath path = reader.path(INITIAL.id(), YORK.id()).orElseThrow();
        assertThat(path.relationships())
                .extracting(NamedRelationship::relationship)
                .containsExactly(CHIEF, SEAT, IN);
        assertThat(path.entities()).containsExactly(INITIAL, SHORT, ARMONK, YORK);
        assertThat(reader.path(WATSON.id(), YORK.id()).orElseThrow().relationships())
                .isEqualTo(path.relationships());
        assertThat(reader.path(YORK.id(), POINTS.id()).orElseThrow().entities())
                .as("ends at the name that was asked for")
                .containsExactly(YORK, ARMONK, POINTS);
        assertThat(reader.path(SHORT.id(), FULL.id())).as("both are one").isEmpty();
    }

    @Test
    void linksAreExportedBetweenEntitiesAndRelationships() throws IOException {
        assertThat(TestingGraph.export(reader)
                        .lines()
                        .map(line -> line.substring(0, 12))
                        .distinct())
                .containsExactly("{\"kind\":\"ent", "{\"kind\":\"lin", "{\"kind\":\"rel");
        assertThat(TestingGraph.export(reader))
                .contains("{\"kind\":\"link\",\"id\":\"" + SHORT_LINK.id() + "\",\"entity\":\"" + SHORT.id()
                        + "\",\"target\":\"" + FULL.id()
                        + "\",\"rule\":\"acronym\",\"confidence\":0.95,\"via\":\"IBM\"}\n");
    }
}
