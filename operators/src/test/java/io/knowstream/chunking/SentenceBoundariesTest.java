package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceBoundariesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "He left. |She stayed! |Why? |Nobody knows.",
                "Mr. Smith met Dr. Jones and Prof. Lee. |They talked.",
                "The U.S. Senate met J. K. Rowling in St. Louis on Oct. 5. |It rained.",
                "Lt. Col. Sanders and Gov. Brown vs. Sen. Kerry. |Who won?",
                "It cost 3.50 dollars. |Cheap!",
                "See Vol. 3, Fig. 2, e.g. the cat in No. 7. |Casino. |Mexico. |NATO. |Plan B.",
                "A line that is\nwrapped by hand. |Then\r\nanother.",
                "One paragraph\n\n|Another one.",
                "One\r\n\r\n|Two\n \t\n|Three\u2029|Four\n\n\n\n|Five",
                "\u6771\u4EAC\u306F\u9996\u90FD\u3002|\u5927\u962A\u306F\u90FD\u5E02\u3002",
                "  Leading space. |\uD83D\uDE00 Emoji. |End",
                "\n\n\nOnly then text.",
                "   ",
                "x"
            })
    void cuts(String expected) {
        String text = expected.replace("|", "");
        IndexedText indexed = new IndexedText(text);
        assertThat(SentenceBoundaries.of(indexed).stream()
                        .map(sentence -> indexed.slice(sentence.start(), sentence.end()))
                        .toList())
                .containsExactly(expected.split("\\|"));
    }

    @Test
    void marksTheFirstSentenceOfEachParagraph() {
        assertThat(SentenceBoundaries.of(new IndexedText("One. Two.\n\nThree. Four.")))
                .extracting(Sentence::opensParagraph)
                .containsExactly(true, false, true, false);
    }

    @Test
    void anEmptyTextHasNone() {
        assertThat(SentenceBoundaries.of(new IndexedText(""))).isEmpty();
    }

    @RepeatedTest(100)
    void coversRandomText() {
        long seed = ThreadLocalRandom.current().nextLong();
        String text = new RandomText(seed).next(3000);
        IndexedText indexed = new IndexedText(text);
        int at = 0;
        List<Sentence> sentences = SentenceBoundaries.of(indexed);
        for (Sentence sentence : sentences) {
            assertThat(sentence.start()).as("seed %d", seed).isEqualTo(at);
            assertThat(sentence.end()).as("seed %d", seed).isGreaterThan(at);
            at = sentence.end();
        }
        assertThat(at).as("seed %d", seed).isEqualTo(indexed.length());
        assertThat(sentences.get(0).opensParagraph()).as("seed %d", seed).isTrue();
    }
}
