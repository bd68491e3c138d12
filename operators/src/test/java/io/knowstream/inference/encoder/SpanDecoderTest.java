package io.knowstream.inference.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanDecoderTest {

    private static final List<String> LABELS = List.of("O", "B-A", "I-A", "B-B", "I-B");

    private final SpanDecoder decoder = new SpanDecoder(LABELS);

    @Test
    void findsTheBestOfAllAllowedSequences() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int tokens = 1 + random.nextInt(5);
            float[] logits = new float[tokens * LABELS.size()];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = (float) random.nextGaussian();
            }
            assertThat(decoder.decode(logits))
                    .as("seed %d, round %d", seed, round)
                    .usingRecursiveComparison()
                    .ignoringFields("confidence")
                    .isEqualTo(spans(bestByEnumeration(logits, tokens)));
        }
    }

    @Test
    void aSpanNeverBeginsInside() {
        float[] logits = {0, 0, 9, 0, 0, /**/ 0, 0, 9, 0, 0};
        assertThat(decoder.decode(logits))
                .extracting(EntitySpan::first, EntitySpan::end, EntitySpan::type)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(0, 2, "A"));
    }

    @Test
    void theFirstLabelWinsATie() {
        assertThat(decoder.decode(new float[10])).isEmpty();
    }

    @Test
    void confidenceIsTheGeometricMeanOfTheProbabilities() {
        float ln2 = (float) Math.log(2);
        // B-A with 2/6, then I-A with 4/8.
        float[] logits = {0, ln2, 0, 0, 0, /**/ 0, 0, 2 * ln2, 0, 0};
        assertThat(decoder.decode(logits)).singleElement().satisfies(span -> assertThat(span.confidence())
                .isCloseTo(Math.sqrt(2 / 6.0 * 4 / 8.0), within(1e-6)));
    }

    @Test
    void nothingHasNoSpans() {
        assertThat(decoder.decode(new float[0])).isEmpty();
    }

    @Test
    void refusesLabelsThatMakeNoSense() {
        assertThatThrownBy(() -> new SpanDecoder(List.of("O", "I-A"))).hasMessageContaining("label I-A has no B-A");
        assertThatThrownBy(() -> new SpanDecoder(List.of("O", "Person")))
                .hasMessageContaining("labels must be O, B-type or I-type (got Person)");
    }

    private static int[] bestByEnumeration(float[] logits, int tokens) {
        int[] best = null;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int code = 0; code < Math.pow(LABELS.size(), tokens); code++) {
            int[] path = new int[tokens];
            double score = 0;
            boolean allowed = true;
            for (int token = 0, rest = code; token < tokens; token++, rest /= LABELS.size()) {
                path[token] = rest % LABELS.size();
                score += logits[token * LABELS.size() + path[token]];
                String label = LABELS.get(path[token]);
                allowed &= !label.startsWith("I-")
                        || token > 0 && LABELS.get(path[token - 1]).endsWith(label.substring(1));
            }
            if (allowed && score > bestScore) {
                bestScore = score;
                best = path;
            }
        }
        return best;
    }

    private static List<EntitySpan> spans(int[] path) {
        List<EntitySpan> spans = new java.util.ArrayList<>();
        for (int token = 0; token < path.length; token++) {
            String label = LABELS.get(path[token]);
            if (label.startsWith("B-")) {
                int end = token + 1;
                while (end < path.length && LABELS.get(path[end]).equals("I-" + label.substring(2))) {
                    end++;
                }
                spans.add(new EntitySpan(token, end, label.substring(2), 0));
            }
        }
        return spans;
    }
}
