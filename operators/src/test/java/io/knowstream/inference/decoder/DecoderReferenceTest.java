package io.knowstream.inference.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The logits of decoders beside those of a forward pass in numpy ({@code src/test/python/decoder_reference.py}). */
class DecoderReferenceTest {

    private static final String RESOURCES = "/io/knowstream/decoder/";
    private static final float TOLERANCE = 1e-4f;

    @TempDir
    Path folder;

    private CausalLm load(String name) throws IOException {
        Path onnx = folder.resolve(name + ".onnx");
        try (InputStream in = getClass().getResourceAsStream(RESOURCES + name + ".onnx")) {
            Files.copy(in, onnx);
        }
        return CausalLm.loader(TinyDecoder.files(folder, name, onnx)).load();
    }

    @ParameterizedTest
    @CsvSource({"plain, float", "grouped, float", "grouped_q4, q4", "grouped_last, float"})
    void answersWhatNumpyAnswersHoweverTheTokensAreCut(String name, String expected) throws IOException {
        JsonNode vectors;
        try (InputStream in = getClass().getResourceAsStream(RESOURCES + "logits.json")) {
            vectors = new ObjectMapper().readTree(in);
        }
        int[] ids = StreamSupport.stream(vectors.get("ids").spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (CausalLm model = load(name);
                DecoderSteps steps = model.newSteps();
                KvCache cache = model.newCache(1, 64)) {
            assertThat(model.shape().inPlace()).isEqualTo(!name.equals("plain"));
            assertThat(model.shape().rows()).isTrue();
            for (int attempt = 0; attempt < 6; attempt++) {
                cache.truncate(0, 0);
                for (int at = 0; at < ids.length; ) {
                    int count = Math.min(ids.length - at, attempt == 0 ? ids.length : 1 + random.nextInt(9));
                    int answers = 1 + random.nextInt(count);
                    steps.feed(cache, 0, ids, at, count, model.feeds(), answers);
                    at += count;
                    for (int i = 0; i < answers; i++) {
                        JsonNode logits = vectors.get(expected).get(at - answers + i);
                        for (int token = 0; token < model.vocabulary(); token++) {
                            assertThat(steps.logit(i, token))
                                    .isCloseTo(logits.get(token).floatValue(), within(TOLERANCE));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"grouped, float", "grouped_q4, q4"})
    void answersWhatNumpyAnswersForSequencesOfManyLengthsInOneStep(String name, String expected) throws IOException {
        JsonNode vectors;
        try (InputStream in = getClass().getResourceAsStream(RESOURCES + "logits.json")) {
            vectors = new ObjectMapper().readTree(in);
        }
        int[] ids = StreamSupport.stream(vectors.get("ids").spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
        int rows = 6;
        try (CausalLm model = load(name);
                DecoderSteps steps = model.newSteps();
                InPlaceCache cache = (InPlaceCache) model.newCache(rows, 64)) {
            for (int row = 0; row < rows - 1; row++) {
                steps.feed(cache, row, ids, 0, 3 + 5 * row, StepWidths.UNFILLED, 1);
            }
            for (int step = 0; step < 10; step++) {
                int[] tokens = new int[rows];
                for (int row = 0; row < rows; row++) {
                    // One row stands still, and one never begins.
                    tokens[row] = row == 2 || row == rows - 1 ? -1 : ids[cache.length(row)];
                }
                steps.feedEach(cache, rows, tokens);
                for (int row = 0; row < rows; row++) {
                    for (int token = 0; tokens[row] >= 0 && token < model.vocabulary(); token++) {
                        float logit = vectors.get(expected)
                                .get(cache.length(row) - 1)
                                .get(token)
                                .floatValue();
                        assertThat(steps.logit(row, token)).isCloseTo(logit, within(TOLERANCE));
                    }
                }
            }
            steps.feed(cache, 2, ids, 13, 1, model.feeds(), 1);
            assertThat(steps.logit(0, 5))
                    .isCloseTo(vectors.get(expected).get(13).get(5).floatValue(), within(TOLERANCE));
        }
    }
}
