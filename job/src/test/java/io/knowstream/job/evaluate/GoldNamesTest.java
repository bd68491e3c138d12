package io.knowstream.job.evaluate;

import static io.knowstream.job.evaluate.TestingGraphs.entity;
import static io.knowstream.job.evaluate.TestingGraphs.graph;
import static io.knowstream.job.evaluate.TestingGraphs.mention;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.extraction.GivenEntities;
import io.knowstream.graph.Mention;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoldNamesTest {

    private static final String TEXT = "\uD83D\uDE00 Marie Curie was in Paris. Curie left.";

    private final GoldNames names = GoldNames.of(
            List.of(new GoldDocument(
                    "d",
                    null,
                    TEXT,
                    List.of(
                            mention(2, 13, "c", "Person"),
                            mention(8, 13, "x", "Person"),
                            mention(21, 26, "p"),
                            mention(28, 33, "c", "Person")),
                    List.of(),
                    List.of())),
            List.of(graph(List.of(entity("found", "Location", 21, 27), entity("other", "Person", 24, 26)))));

    @Test
    void givesTheNamesOfAWholeDocumentTheLongestWhereTheyOverlap() {
        GivenEntities.Given given = names.apply(TEXT);
        assertThat(given.mentions()).extracting(Mention::text).containsExactly("Marie Curie", "Paris", "Curie");
        assertThat(given.mentions()).extracting(Mention::type).containsExactly("Person", "Location", "Person");
        assertThat(given.entities()).containsExactly(0, 1, 0);
    }

    @Test
    void givesTheNamesOfAChunkAtTheirPlacesInIt() {
        GivenEntities.Given given = names.apply("in Paris. Curie");
        assertThat(given.mentions())
                .containsExactly(
                        new Mention(3, 8, "Paris", "Location", 1_000_000),
                        new Mention(10, 15, "Curie", "Person", 1_000_000));
    }

    @Test
    void namesThatAChunkCutsAreNotGiven() {
        assertThat(names.apply("Curie was in").mentions()).isEmpty();
    }

    @Test
    void aChunkIsOfADocument() {
        assertThatThrownBy(() -> names.apply("elsewhere")).hasMessageContaining("(got elsewhere)");
    }
}
