package io.knowstream.inference.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.inference.catalogue.ModelCatalogue;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SentenceEmbedderTest {

    private static SentenceEmbedder embedder;

    @BeforeAll
    static void load() {
        embedder = SentenceEmbedder.of(ModelCatalogue.builtIn().find(ModelCatalogue.EMBEDDING))
                .load();
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    @Test
    void readsTextsAsTheTrainingCodeDoes() {
        List<JsonNode> cases = TrainingTable.cases(ModelCatalogue.EMBEDDING);
        assertThat(cases).hasSizeGreaterThanOrEqualTo(8);
        for (JsonNode c : cases) {
            String text = c.get("text").textValue();
            assertThat(embedder.ids(Tokens.of(text)))
                    .as("ids of %s", text)
                    .isEqualTo(TrainingTable.longs(c.get("ids")));
            assertThat(embedder.embed(text))
                    .as("vector of %s", text)
                    .usingComparatorWithPrecision(1e-4f)
                    .containsExactly(TrainingTable.floats(c.at("/outputs/embedding")));
        }
    }

    @Test
    void vectorsAreOfLengthOneAndDoNotDependOnTheirNeighbours() {
        List<String> texts = List.of("Marie Curie was born in Warsaw.", "", "The heart pumps blood.");

        float[][] together = embedder.embed(texts);

        for (int i = 0; i < texts.size(); i++) {
            assertThat(together[i]).hasSize(SentenceEmbedder.DIMENSIONS).isEqualTo(embedder.embed(texts.get(i)));
            double squares = 0;
            for (float f : together[i]) {
                squares += f * f;
            }
            assertThat(squares).isCloseTo(1, within(1e-4));
        }
    }
}
