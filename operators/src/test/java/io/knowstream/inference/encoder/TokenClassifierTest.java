package io.knowstream.inference.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.inference.catalogue.ModelCatalogue;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TokenClassifierTest {

    /** The table's floats have four digits: half a unit of the last, and a little. */
    private static final double DIGITS = 6e-4;

    private static TokenClassifier classifier;
    private static List<JsonNode> cases;

    @BeforeAll
    static void load() {
        classifier = TokenClassifier.of(ModelCatalogue.builtIn().find(ModelCatalogue.ENTITIES))
                .load();
        cases = TrainingTable.cases(ModelCatalogue.ENTITIES);
    }

    @AfterAll
    static void close() {
        classifier.close();
    }

    @Test
    void readsTextsAsTheTrainingCodeDoes() {
        assertThat(cases).hasSizeGreaterThanOrEqualTo(8);
        TokenFeatures features = classifier.newFeatures();
        for (JsonNode c : cases) {
            String text = c.get("text").textValue();
            Tokens tokens = Tokens.of(text);
            features.encode(tokens);

            assertThat(offsets(tokens)).as("tokens of %s", text).isEqualTo(TrainingTable.longs(c.get("tokens")));
            assertThat(longs(features.features(0, tokens.size())))
                    .as("features of %s", text)
                    .isEqualTo(TrainingTable.longs(c.get("features")));
            assertThat(longs(features.chars(0, tokens.size())))
                    .as("characters of %s", text)
                    .isEqualTo(TrainingTable.longs(c.get("chars")));
        }
    }

    @Test
    void answersAsTheTrainingCodeSaw() {
        TokenFeatures features = classifier.newFeatures();
        for (JsonNode c : cases) {
            String text = c.get("text").textValue();
            Tokens tokens = Tokens.of(text);
            features.encode(tokens);

            float[] expected = TrainingTable.floats(c.at("/outputs/logits"));
            float[] logits = classifier.logits(features);
            assertThat(logits).hasSameSizeAs(expected);
            for (int i = 0; i < logits.length; i++) {
                assertThat(logits[i]).as("logit %d of %s", i, text).isCloseTo(expected[i], within((float)
                        (DIGITS * Math.max(1, Math.abs(expected[i])))));
            }
            List<EntitySpan> spans = classifier.classify(features);
            assertThat(spans)
                    .as("mentions of %s", text)
                    .hasSize(c.get("mentions").size());
            for (int i = 0; i < spans.size(); i++) {
                JsonNode mention = c.get("mentions").get(i);
                EntitySpan span = spans.get(i);
                assertThat(tokens.start(span.first()))
                        .isEqualTo(mention.get("start").intValue());
                assertThat(tokens.end(span.end() - 1))
                        .isEqualTo(mention.get("end").intValue());
                assertThat(span.type()).isEqualTo(mention.get("type").textValue());
                assertThat(span.confidence())
                        .isCloseTo(mention.get("confidence").doubleValue(), within(DIGITS));
            }
        }
    }

    @Test
    void theAnswerToATextIsBitEqualWhateverElseRuns() throws Exception {
        List<float[]> alone = new ArrayList<>();
        for (JsonNode c : cases) {
            alone.add(logits(c.get("text").textValue()));
        }
        ExecutorService executor = Executors.newFixedThreadPool(4);
        List<Callable<Void>> workers = new ArrayList<>();
        for (int worker = 0; worker < 4; worker++) {
            int shift = worker;
            workers.add(() -> {
                for (int i = 0; i < 5 * cases.size(); i++) {
                    int at = (i * (shift + 1) + shift) % cases.size();
                    assertThat(logits(cases.get(at).get("text").textValue())).isEqualTo(alone.get(at));
                }
                return null;
            });
        }
        for (Future<Void> worker : executor.invokeAll(workers)) {
            worker.get();
        }
        executor.shutdown();
    }

    @Test
    void aTextWithoutTokensHasNoSpans() {
        TokenFeatures features = classifier.newFeatures();
        features.encode(Tokens.of(" \n\u200d\u0000"));
        assertThat(classifier.classify(features)).isEmpty();
    }

    @Test
    void aTextLongerThanTheModelIsReadInWindows() {
        String sentence = "Marie Curie was born in Warsaw on 7 November 1867. ";
        TokenFeatures features = classifier.newFeatures();
        features.encode(Tokens.of(sentence.repeat(200)));
        assertThat(features.size()).isGreaterThan(2_000);

        List<EntitySpan> spans = classifier.classify(features);

        assertThat(classifier.classify(features)).isEqualTo(spans);
        int period = features.size() / 200;
        long inTheMiddle =
                spans.stream().filter(span -> span.first() / period == 100).count();
        for (int repetition = 20; repetition < 180; repetition++) {
            int at = repetition;
            assertThat(spans.stream().filter(span -> span.first() / period == at))
                    .as("repetition %d", at)
                    .hasSize((int) inTheMiddle);
        }
    }

    private static float[] logits(String text) {
        TokenFeatures features = classifier.newFeatures();
        features.encode(Tokens.of(text));
        return classifier.logits(features);
    }

    private static long[] offsets(Tokens tokens) {
        long[] offsets = new long[2 * tokens.size()];
        for (int i = 0; i < tokens.size(); i++) {
            offsets[2 * i] = tokens.start(i);
            offsets[2 * i + 1] = tokens.end(i);
        }
        return offsets;
    }

    private static long[] longs(LongBuffer buffer) {
        long[] longs = new long[buffer.remaining()];
        buffer.get(longs);
        return longs;
    }
}
