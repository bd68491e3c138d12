package io.knowstream.inference.grounded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TextWindowTest {

    private static TextTokens tokens(String text, TestingTokenizer tokenizer) {
        return new TextTokens(CleanText.of(text), tokenizer);
    }

    @Test
    void aShortTextIsOneWindow() {
        for (String text : List.of("", "Oslo.", " two words ")) {
            TextTokens tokens = tokens(text, TestingTokenizer.english());
            assertThat(TextWindow.of(tokens, 64, 16))
                    .containsExactly(
                            new TextWindow(0, tokens.size(), 0, tokens.words().size()));
        }
    }

    @Test
    void aWindowEndsWhereASentenceDoes() {
        String text = "One two three four five six. ".repeat(20);
        TextTokens tokens = tokens(text, TestingTokenizer.knowing(text));
        List<TextWindow> windows = TextWindow.of(tokens, 64, 16);
        assertThat(windows).hasSizeGreaterThan(2);
        for (TextWindow window : windows.subList(0, windows.size() - 1)) {
            assertThat(tokens.words().sentenceStartsAt(tokens.start(window.tokenTo())))
                    .isTrue();
        }
    }

    /** Whatever a model could name is whole in a window. */
    @RepeatedTest(50)
    void everySpanUpToTheOverlapIsWholeInAWindow() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        List<String> pieces = List.of(
                "Marie Curie. ",
                "one ",
                "\u6771\u4EAC\u306F",
                "x".repeat(random.nextInt(300)),
                "12 ",
                "-",
                "\n\n",
                "e\u0301");
        while (text.length() < 1500) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        TextTokens tokens = tokens(
                text.toString(),
                random.nextBoolean()
                        ? TestingTokenizer.english()
                        : TestingTokenizer.hostile(CleanText.of(text.toString()).text(), random));
        int max = 64 + random.nextInt(200);
        int overlap = GroundedEntities.overlap(max);
        List<TextWindow> windows = TextWindow.of(tokens, max, overlap);
        int from = -1;
        int to = 0;
        for (TextWindow window : windows) {
            assertThat(window.tokenFrom()).as("seed %d", seed).isGreaterThan(from);
            assertThat(window.tokenTo() - window.tokenFrom())
                    .as("seed %d", seed)
                    .isBetween(0, max);
            assertThat(window.tokenFrom() == 0 || window.tokenFrom() <= to - overlap)
                    .as("seed %d", seed)
                    .isTrue();
            from = window.tokenFrom();
            to = window.tokenTo();
        }
        assertThat(to).as("seed %d", seed).isEqualTo(tokens.size());
        Words words = tokens.words();
        for (int start = 0; start < words.size(); start++) {
            for (int end = start;
                    end < words.size() && tokens.endToken(end) - tokens.firstToken(start) <= overlap;
                    end++) {
                int first = start;
                int last = end;
                assertThat(windows)
                        .as("seed %d, words %d to %d", seed, start, end)
                        .anyMatch(w -> w.wordFrom() <= first && last < w.wordTo());
            }
        }
    }
}
