package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Span;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What holds for every text: cover, order, sizes, overlap, offsets, determinism. */
class ChunkerPropertyTest {

    @RepeatedTest(300)
    void holdsForRandomTexts() {
        long seed = ThreadLocalRandom.current().nextLong();
        RandomText texts = new RandomText(seed);
        int max = 64 + texts.upTo(300);
        int overlap = texts.upTo(max / 2 + 1);
        int min = texts.upTo((max - overlap) / 2 + 1);
        check(texts.next(5000), new ChunkingConfig(max, min, overlap, texts.upTo(2) == 0, true, "any"), seed);
    }

    @Test
    void holdsForEveryLengthAroundTheLimits() {
        String text = "One two. Three four five six! Seven\n\neight nine ten. ".repeat(8);
        for (int length = 1; length <= text.length(); length++) {
            check(text.substring(0, length), new ChunkingConfig(64, 32, 0, false, true, null), length);
            check(text.substring(0, length), new ChunkingConfig(64, 16, 32, true, true, "any"), length);
            check(text.substring(0, length), new ChunkingConfig(64, 0, 32, false, true, null), length);
        }
    }

    private static void check(String text, ChunkingConfig config, long seed) {
        String description = "seed " + seed + ", " + config;
        List<Span> chunks = new Chunker(config, ChunkerPropertyTest::randomVectors).chunk(text);
        CodePoints points = CodePoints.of(text);
        assertThat(chunks.get(0).start()).as(description).isZero();
        assertThat(chunks.get(chunks.size() - 1).end()).as(description).isEqualTo(points.length());
        StringBuilder covered = new StringBuilder();
        int end = 0;
        for (int i = 0; i < chunks.size(); i++) {
            Span chunk = chunks.get(i);
            assertThat(chunk.length()).as(description).isBetween(1, config.max());
            if (points.length() >= config.min()) {
                assertThat(chunk.length()).as(description).isGreaterThanOrEqualTo(config.min());
            }
            assertThat(chunk.start()).as(description).isBetween(Math.max(0, end - config.overlap()), end);
            assertThat(chunk.end()).as(description).isGreaterThan(end);
            if (i > 0) {
                assertThat(chunk.start())
                        .as(description)
                        .isGreaterThan(chunks.get(i - 1).start());
            }
            if (i > 1) {
                assertThat(chunk.start())
                        .as(description)
                        .isGreaterThanOrEqualTo(chunks.get(i - 2).end());
            }
            covered.append(points.slice(end, chunk.end()));
            end = chunk.end();
        }
        assertThat(covered.toString()).as(description).isEqualTo(text);
        assertThat(points.length() <= config.max() ? chunks.size() : 2)
                .as(description)
                .isEqualTo(points.length() <= config.max() ? 1 : 2);
        assertThat(new Chunker(config, ChunkerPropertyTest::randomVectors).chunk(text))
                .as(description)
                .isEqualTo(chunks);
    }

    /** A vector that depends on its sentence alone. */
    private static float[][] randomVectors(List<String> sentences) {
        float[][] vectors = new float[sentences.size()][4];
        for (int i = 0; i < vectors.length; i++) {
            Random random = new Random(sentences.get(i).hashCode());
            for (int j = 0; j < 4; j++) {
                vectors[i][j] = (float) random.nextGaussian();
            }
        }
        return vectors;
    }
}
