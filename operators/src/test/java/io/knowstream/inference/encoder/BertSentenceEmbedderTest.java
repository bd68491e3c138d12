package io.knowstream.inference.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a model that has a row for each word piece, of which the first number is the piece's id and the second is 1: so
 * vectors tell which pieces they are the mean of.
 */
class BertSentenceEmbedderTest {

    private static final Offset<Double> NEARLY = Offset.offset(1e-5);
    private static final int CLS = 2;
    private static final int SEP = 3;
    private static final int WAS = 9;
    private static final int BORN = 10;
    private static final int IN = 11;

    @TempDir
    Path folder;

    private float[] embed(String text) {
        try (BertSentenceEmbedder model = BertSentenceEmbedder.of(TestingBert.find(folder, "bert-embedder"))
                .load()) {
            return model.embed(text);
        }
    }

    /** The mean of the first numbers, as the second is 1 in each row. */
    private static double meanId(float[] vector) {
        return (double) vector[0] / vector[1];
    }

    private static double norm(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        return StrictMath.sqrt(squares);
    }

    @Test
    void aVectorIsTheNormalisedMeanOfAllTokensWithTheFrame() {
        TestingBert.embedder(folder);
        float[] vector = embed("was born in");
        assertThat(vector).hasSize(Embedder.DIMENSIONS);
        assertThat(norm(vector)).isCloseTo(1, NEARLY);
        assertThat(meanId(vector)).isCloseTo((CLS + WAS + BORN + IN + SEP) / 5.0, NEARLY);
    }

    @Test
    void theFirstTokenIsTheVectorWhereThePoolingSaysSo() throws IOException {
        TestingBert.embedder(folder);
        pooling("{\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": false}");
        float[] vector = embed("was born in");
        assertThat(norm(vector)).isCloseTo(1, NEARLY);
        assertThat(meanId(vector)).isCloseTo(CLS, NEARLY);

        pooling("{\"pooling_mode_cls_token\": false, \"pooling_mode_mean_tokens\": true}");
        assertThat(meanId(embed("was born in"))).isCloseTo((CLS + WAS + BORN + IN + SEP) / 5.0, NEARLY);

        pooling("{");
        assertThatThrownBy(() -> embed("was"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("bert-embedder")
                .hasMessageContaining("config.json");
    }

    private void pooling(String config) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("bert-embedder").resolve("1_Pooling"));
        Files.writeString(directory.resolve("config.json"), config);
    }

    @Test
    void theWindowsOfALongTextAreAdded() {
        TestingBert.embedder(folder);
        // 12 pieces in windows of 8 that share 2: "was" x 8, and "was" x 2 with "in" x 4.
        double first = (CLS + 8 * WAS + SEP) / 10.0;
        double second = (CLS + 2 * WAS + 4 * IN + SEP) / 8.0;
        float[] vector = embed("was ".repeat(8) + "in ".repeat(4));
        assertThat(norm(vector)).isCloseTo(1, NEARLY);
        assertThat(meanId(vector)).isCloseTo((first + second) / 2, NEARLY);
    }

    @Test
    void aTextWithoutAWordHasTheVectorOfTheFrame() {
        TestingBert.embedder(folder);
        for (String text : new String[] {"", " ", "\n"}) {
            float[] vector = embed(text);
            assertThat(norm(vector)).isCloseTo(1, NEARLY);
            assertThat(meanId(vector)).isCloseTo((CLS + SEP) / 2.0, NEARLY);
        }
    }

    @Test
    void aModelOfOtherDimensionsIsRefused() throws IOException {
        ModelFiles files = TestingBert.embedder(folder);
        Files.writeString(
                files.configFile().orElseThrow(),
                "{\"model_type\": \"bert\", \"max_position_embeddings\": 10, \"hidden_size\": 768}");
        assertThatThrownBy(() -> embed("was"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("bert-embedder")
                .hasMessageContaining("an embedding has 384 dimensions (hidden_size in config.json is 768)");
    }
}
