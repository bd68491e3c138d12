package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Relationship;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Traversal of records that are shown while they are written. */
@Timeout(60)
class GraphTraversalTest {

    private static final Entity ADA = TestingGraph.entity("Person", "Ada", 3);
    private static final Entity COUNTESS = TestingGraph.entity("Person", "Countess", 2);
    private static final Entity BABBAGE = TestingGraph.entity("Person", "Babbage", 1);

    /** Records in lists. */
    private static final class Listed implements GraphRecords {

        private final List<Entity> entities = List.of(ADA, COUNTESS, BABBAGE);
        private final List<EntityLink> links = new ArrayList<>();
        private final List<Relationship> relationships = new ArrayList<>();

        @Override
        public Optional<Entity> entity(String id) {
            return entities.stream().filter(each -> each.id().equals(id)).findFirst();
        }

        @Override
        public Optional<Relationship> relationship(String id) {
            return relationships.stream().filter(each -> each.id().equals(id)).findFirst();
        }

        @Override
        public Optional<EntityLink> link(String id) {
            return links.stream().filter(each -> each.id().equals(id)).findFirst();
        }

        @Override
        public void links(List<EdgeEnds> ends, Consumer<Edge> edges) {
            links.stream()
                    .map(each -> new Edge(each.id(), each.entity(), each.target(), each.confidence()))
                    .filter(edge -> isMeant(ends, edge))
                    .forEach(edges);
        }

        @Override
        public void relationships(List<EdgeEnds> ends, Consumer<Edge> edges) {
            relationships.stream()
                    .map(each -> new Edge(each.id(), each.source(), each.target(), each.confidence()))
                    .filter(edge -> isMeant(ends, edge))
                    .forEach(edges);
        }

        private static boolean isMeant(List<EdgeEnds> ends, Edge edge) {
            return ends.stream()
                    .anyMatch(each -> (each.sources() == null || each.sources().contains(edge.source()))
                            && (each.targets() == null || each.targets().contains(edge.target())));
        }
    }

    private final Listed records = new Listed();

    private void link(Entity entity, Entity target) {
        records.links.add(TestingGraph.link(entity, target, EntityLink.Rule.ALIAS));
    }

    @Test
    void namesThatAreLinkedInACircleForAMomentAreOneCluster() throws Exception {
        link(ADA, COUNTESS);
        link(COUNTESS, ADA);
        for (Entity each : List.of(ADA, COUNTESS)) {
            assertThat(new GraphTraversal(records)
                            .cluster(each.id())
                            .orElseThrow()
                            .members())
                    .containsExactly(ADA, COUNTESS);
        }
        assertThat(new GraphTraversal(records).members(BABBAGE.id())).containsExactly(BABBAGE.id());
    }

    @Test
    void pathsGoThroughACircleOfNames() throws Exception {
        link(ADA, COUNTESS);
        link(COUNTESS, ADA);
        records.relationships.add(TestingGraph.relationship(COUNTESS, "knows", null, BABBAGE, 800_000));
        GraphPath path =
                new GraphTraversal(records).path(BABBAGE.id(), COUNTESS.id()).orElseThrow();
        assertThat(path.confidence()).isEqualTo(0.8);
        assertThat(path.entities()).containsExactly(BABBAGE, COUNTESS);
    }

    @Test
    void aRelationshipWhoseEntityIsStillOnItsWayIsNoPath() throws Exception {
        String unknown = Ids.entity("Person", "Unknown");
        records.relationships.add(new Relationship(
                Ids.relationship(ADA.id(), "knows", unknown), ADA.id(), "knows", null, unknown, 900_000, 1, List.of()));
        assertThat(new GraphTraversal(records).path(ADA.id(), unknown)).isEmpty();
    }

    @Test
    void anEndThatIsNoEntityKeepsItsId() throws Exception {
        Relationship relationship = new Relationship("r", ADA.id(), "knows", null, "nobody", 1, 1, List.of());
        assertThat(new GraphTraversal(records).named(List.of(relationship)))
                .containsExactly(new NamedRelationship(relationship, "Ada", "nobody"));
    }
}
