package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.Mention;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GivenEntitiesTest {

    private static final String TEXT = "Marie Curie, the chemist, was born in Warsaw, Poland, on 7 November 1867.";

    @Test
    void mentionsAreThoseThatAreGivenAndRelationsAreBetweenThem() {
        Mention curie = mention(0, 11, "Person");
        Mention chemist = mention(17, 24, "Person");
        Mention warsaw = mention(38, 44, "Location");
        GivenEntities.Given given = new GivenEntities.Given(List.of(curie, chemist, warsaw), List.of(7, 7, 3));
        ChunkExtraction extraction = read(text -> given);

        assertThat(extraction.mentions()).containsExactly(curie, chemist, warsaw);
        assertThat(extraction.embedding()).hasSize(384);
        assertThat(extraction.relations())
                .as("at the nearer of two mentions that are one entity because it is given so")
                .anySatisfy(relation -> {
                    assertThat(relation.wikidata()).isEqualTo("P19");
                    assertThat(relation.subject()).isEqualTo(1);
                    assertThat(relation.object()).isEqualTo(2);
                });
        assertThat(extraction.relations()).extracting(ChunkRelation::subject).doesNotContain(0);
    }

    @Test
    void whatIsNotGivenIsNotFound() {
        ChunkExtraction extraction = read(text -> new GivenEntities.Given(List.of(), List.of()));
        assertThat(extraction.mentions()).isEmpty();
        assertThat(extraction.relations()).isEmpty();
    }

    @Test
    void eachMentionIsOfOneEntity() {
        assertThatThrownBy(() -> new GivenEntities.Given(List.of(mention(0, 3, "Person")), List.of()))
                .hasMessage("each mention must be of one entity (got 1 mentions and 0 entities)");
    }

    private static ChunkExtraction read(GivenEntities.Source source) {
        ExtractionConfig config = new ExtractionConfig(
                ModelCatalogue.ENTITIES,
                ModelCatalogue.RELATIONS,
                ModelCatalogue.EMBEDDING,
                0.99,
                0.5,
                1,
                1,
                Duration.ofMinutes(1),
                0);
        try (ChunkReader reader =
                new GivenEntities(InferenceConfig.of(512L << 20), source).open(config, Recorder.NONE, "test")) {
            return reader.read(TEXT, null, StageClock.OFF).join();
        }
    }

    private static Mention mention(int start, int end, String type) {
        return new Mention(start, end, TEXT.substring(start, end), type, Confidence.ONE);
    }
}
