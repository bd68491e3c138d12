package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkerTest {

    private static final String SENTENCE = "This sentence has exactly forty letters. "; // 41 with its space

    @Test
    void anEmptyTextHasNoChunks() {
        assertThat(plain(64, 0, 0).chunk("")).isEmpty();
    }

    @Test
    void aTextThatFitsIsOneChunk() {
        String text = (SENTENCE + "\n\n").repeat(46).substring(0, 1978);
        assertThat(new Chunker(ChunkingConfig.defaults(), sentences -> {
                            throw new AssertionError("nothing to choose, nothing to embed");
                        })
                        .chunk(text))
                .containsExactly(new Span(0, 1978));
    }

    @Test
    void cutsAtTheLastSentenceThatFits() {
        assertThat(cut(plain(100, 10, 0), SENTENCE.repeat(5)))
                .containsExactly(SENTENCE.repeat(2), SENTENCE.repeat(2), SENTENCE);
    }

    @Test
    void prefersTheEndOfAParagraph() {
        String first = SENTENCE + SENTENCE.strip() + "\n\n";
        String text = first + SENTENCE.repeat(4);
        assertThat(cut(plain(150, 10, 0), text)).startsWith(first);
        assertThat(cut(plain(150, 10, 0), text.replace("\n\n", "\n ")))
                .startsWith(first.replace("\n\n", "\n ") + SENTENCE);
    }

    @Test
    void cutsALongSentenceBehindWhiteSpaceInTheLastQuarter() {
        assertThat(cut(plain(64, 10, 0), "word ".repeat(20)))
                .allSatisfy(chunk -> assertThat(chunk).endsWith("word "));
    }

    @Test
    void prefersTheStartOfALineInALongSentence() {
        String text = "cell ".repeat(11) + "\n" + "cell ".repeat(11);
        assertThat(cut(plain(64, 10, 0), text)).startsWith("cell ".repeat(11) + "\n");
    }

    @Test
    void cutsAHugeWordBetweenCharactersAsReadersSeeThem() {
        String family = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67"; // five code points, one character
        assertThat(cut(plain(64, 10, 0), family.repeat(40)))
                .allSatisfy(
                        chunk -> assertThat(chunk).startsWith("\uD83D\uDC68").endsWith("\uD83D\uDC67"));
        assertThat(cut(plain(64, 10, 0), "e\u0301".repeat(100)))
                .allSatisfy(chunk -> assertThat(chunk).startsWith("e").endsWith("\u0301"));
    }

    @Test
    void repeatsWholeSentencesThatFitIntoTheOverlap() {
        String text = IntStream.range(0, 12)
                .mapToObj(i -> "Sentence number " + (10 + i) + " is short. ")
                .collect(Collectors.joining());
        List<String> chunks = cut(plain(128, 16, 40), text);
        for (int i = 1; i < chunks.size(); i++) {
            String repeated = chunks.get(i - 1).substring(chunks.get(i - 1).length() - 29);
            assertThat(repeated).startsWith("Sentence number ");
            assertThat(chunks.get(i)).startsWith(repeated);
        }
    }

    @Test
    void repeatsWordsWhereNoSentenceFits() {
        List<String> chunks = cut(plain(128, 16, 20), SENTENCE.repeat(8));
        assertThat(chunks).hasSizeGreaterThan(2);
        assertThat(chunks.subList(1, chunks.size()))
                .allSatisfy(chunk -> assertThat(chunk).startsWith("forty letters. This"));
    }

    @Test
    void repeatsNoPartOfASentenceAcrossParagraphs() {
        String paragraph = SENTENCE + SENTENCE.strip() + "\n\n";
        assertThat(cut(plain(100, 10, 20), paragraph.repeat(3))).containsExactly(paragraph, paragraph, paragraph);
    }

    @Test
    void holdsTheVectorsOfFewSentencesAtATime() {
        new Chunker(new ChunkingConfig(1000, 50, 0, true, true, "any"), sentences -> {
                    assertThat(sentences).hasSizeLessThanOrEqualTo(64);
                    return sentences.stream().map(s -> new float[] {1}).toArray(float[][]::new);
                })
                .chunk("Ha! ".repeat(10_000));
    }

    @Test
    void breaksWhereTheTopicTurns() {
        String cats = "A cat sleeps all day in its warm basket. ";
        String ships = "The ship left port under a grey cold sky. ";
        String text = cats.repeat(16) + ships.repeat(20);
        Chunker semantic =
                new Chunker(new ChunkingConfig(1000, 50, 0, true, true, "any"), sentences -> sentences.stream()
                        .map(sentence -> sentence.contains("cat") ? new float[] {1, 0} : new float[] {0, 1})
                        .toArray(float[][]::new));
        assertThat(cut(semantic, text)).startsWith(cats.repeat(16));
        assertThat(cut(plain(1000, 50, 0), text).get(0)).startsWith(cats.repeat(16) + ships);
    }

    @Test
    void theLastChunkIsNoCrumb() {
        assertThat(plain(1000, 10, 0).chunk(SENTENCE.repeat(25)).get(1).length())
                .isGreaterThanOrEqualTo(250);
    }

    @Test
    void aChangeLeavesFarChunksAsTheyWere() {
        List<String> paragraphs = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            paragraphs.add(("Paragraph " + i + " speaks of thing " + i * 7 + ". ").repeat(3 + i * 5 % 7) + "\n\n");
        }
        Set<String> before = new HashSet<>(cut(plain(1024, 128, 32), String.join("", paragraphs)));
        paragraphs.set(30, "Something else stands here now. \n\n");
        List<String> after = cut(plain(1024, 128, 32), String.join("", paragraphs));
        assertThat(after.stream().filter(before::contains).count()).isGreaterThan(after.size() / 2);
    }

    private static Chunker plain(int max, int min, int overlap) {
        return new Chunker(new ChunkingConfig(max, min, overlap, false, true, null), null);
    }

    private static List<String> cut(Chunker chunker, String text) {
        return chunker.chunk(text).stream().map(CodePoints.of(text)::slice).toList();
    }
}
